import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** PromQL in the product's tokens: metrics stand out least, what is done to them most. */
export const colors = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.variableName, color: 'var(--text)' },
    { tag: tags.function(tags.variableName), color: 'var(--accent)' },
    { tag: tags.operatorKeyword, color: 'var(--accent)', fontWeight: '600' },
    { tag: [tags.modifier, tags.logicOperator], color: 'var(--maintenance)', fontWeight: '600' },
    { tag: tags.labelName, color: 'var(--info)' },
    { tag: tags.string, color: 'var(--ok)' },
    { tag: tags.number, color: 'var(--warning)' },
    { tag: [tags.operator, tags.arithmeticOperator, tags.paren, tags.squareBracket, tags.brace], color: 'var(--text-3)' },
    { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
  ]),
);

/** What the editor has beside that of searches: brackets that belong together, and help beside an offer. */
export const promqlTheme = EditorView.theme({
  '&.cm-focused .cm-matchingBracket': { color: 'var(--text)', backgroundColor: 'var(--selected)', outline: 'none' },
  '&.cm-focused .cm-nonmatchingBracket': { color: 'var(--error)', backgroundColor: 'transparent' },
  '.cm-tooltip.cm-completionInfo': {
    maxWidth: '340px', padding: '6px 10px', fontFamily: "'Inter Variable', sans-serif", fontSize: '12px', lineHeight: '17px', color: 'var(--text-2)', overflow: 'visible',
  },
});
