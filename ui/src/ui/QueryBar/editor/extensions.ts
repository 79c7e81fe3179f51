import { acceptCompletion, autocompletion, completionKeymap, completionStatus, moveCompletionSelection, selectedCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, Prec, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText, type KeyBinding } from '@codemirror/view';
import type { SearchSignal } from '../history';
import { searchCompletion } from './complete';
import { faultMark } from './fault';
import { highlight } from './highlight';
import { theme } from './theme';

type Options = { signal: SearchSignal; label: string; placeholder?: string; onText: (text: string) => void; onSubmit: (text: string) => void };

/** A line of search language: one line whatever is pasted, Enter runs it, Tab takes the offer. */
export function extensions({ signal, label, placeholder, onText, onSubmit }: Options): Extension[] {
  return [
    Prec.highest(keymap.of([enter(onSubmit), tab])),
    history(),
    // Enter must run what is typed, so nothing is chosen until the arrows choose it.
    autocompletion({ override: [searchCompletion(signal)], selectOnOpen: false, icons: false, activateOnTypingDelay: 40, closeOnBlur: true, maxRenderedOptions: 60 }),
    keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorState.transactionFilter.of((transaction) => {
      if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
      const text = transaction.newDoc.toString().replace(/\s*\n\s*/g, ' ');
      return [{ changes: { from: 0, to: transaction.startState.doc.length, insert: text }, selection: { anchor: Math.min(transaction.newSelection.main.head, text.length) } }];
    }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'false', spellcheck: 'false', autocapitalize: 'off', enterkeyhint: 'search' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
    }),
    placeholder ? placeholderText(placeholder) : [],
    highlight,
    faultMark,
    theme,
  ];
}

const enter = (onSubmit: (text: string) => void): KeyBinding => ({
  key: 'Enter',
  run: (view) => {
    if (selectedCompletion(view.state) && acceptCompletion(view)) return true;
    onSubmit(view.state.doc.toString());
    return true;
  },
});

const tab: KeyBinding = {
  key: 'Tab',
  run: (view) => {
    if (completionStatus(view.state) !== 'active') return false;
    if (!selectedCompletion(view.state)) moveCompletionSelection(true)(view);
    return acceptCompletion(view);
  },
};
