import { EditorView } from '@codemirror/view';

/** The editor in the product's tokens; light and dark are theirs. */
export const theme = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--text)', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', overflowX: 'hidden' },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 6px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection': { backgroundColor: 'var(--accent-soft)' },
  '.q-field': { color: 'var(--accent)' },
  '.q-operator, .q-group': { color: 'var(--text-3)' },
  '.q-value, .q-range': { color: 'var(--ok)' },
  '.q-phrase': { color: 'var(--ok)' },
  '.q-regex': { color: 'var(--warning)' },
  '.q-keyword, .q-not': { color: 'var(--maintenance)', fontWeight: '600' },
  '.q-fault': { textDecoration: 'underline wavy var(--error-fill)', textUnderlineOffset: '4px', backgroundColor: 'var(--error-soft)' },
  '.cm-tooltip': { border: '1px solid var(--border-strong)', borderRadius: '7px', backgroundColor: 'var(--raised)', boxShadow: 'var(--shadow-pop)', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px', maxHeight: '300px', minWidth: '280px', maxWidth: 'min(640px, 90vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', gap: '12px', padding: '3px 10px', lineHeight: '18px', color: 'var(--text)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--selected)', color: 'var(--text)' },
  '.cm-tooltip-autocomplete completion-section': { padding: '4px 10px', fontSize: '11px', color: 'var(--text-3)', border: '0', opacity: '1' },
  '.cm-completionLabel': { flex: '1', overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700', color: 'var(--accent)' },
  '.cm-completionDetail': { flex: '0 1 auto', overflow: 'hidden', textOverflow: 'ellipsis', fontFamily: "'Inter Variable', sans-serif", fontStyle: 'normal', fontSize: '11.5px', color: 'var(--text-3)' },
});
