import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus, moveCompletionSelection, selectedCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { Prec, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText, type KeyBinding } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { faultMark } from '@/ui/QueryBar/editor/fault';
import { theme } from '@/ui/QueryBar/editor/theme';
import { colors, promqlTheme } from './theme';

type Options = { label: string; placeholder?: string; onText: (text: string) => void; onRun: () => void };

const FRESH_MS = 60_000;

/** One for all editors of the page, so that what was asked of the server is known to all. The server marks faults, not this. */
const language = new PromQLExtension().setComplete({ remote: { url: '', httpMethod: 'GET', cache: { maxAge: FRESH_MS } } }).activateLinter(false).asExtension();

/** An editor of one expression on as many lines as it takes: Enter runs it, Shift and Enter begins a line, Tab takes the offer. */
export function extensions({ label, placeholder, onText, onRun }: Options): Extension[] {
  return [
    Prec.highest(keymap.of([enter(onRun), { key: 'Mod-Enter', run: () => done(onRun) }, { key: 'Shift-Enter', run: insertNewline }, tab])),
    history(),
    language,
    bracketMatching(),
    closeBrackets(),
    // Enter must run what is typed, so nothing is chosen until the arrows choose it. Tab takes what is seen, however quick it comes.
    autocompletion({ selectOnOpen: false, icons: false, activateOnTypingDelay: 60, closeOnBlur: true, interactionDelay: 0, maxRenderedOptions: 80 }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true', spellcheck: 'false', autocapitalize: 'off' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
    }),
    placeholder ? placeholderText(placeholder) : [],
    faultMark,
    theme,
    promqlTheme,
    colors,
  ];
}

function done(run: () => void): true {
  run();
  return true;
}

const enter = (onRun: () => void): KeyBinding => ({
  key: 'Enter',
  run: (view) => (selectedCompletion(view.state) && acceptCompletion(view)) || done(onRun),
});

const tab: KeyBinding = {
  key: 'Tab',
  run: (view) => {
    if (completionStatus(view.state) !== 'active') return false;
    if (!selectedCompletion(view.state)) moveCompletionSelection(true)(view);
    return acceptCompletion(view);
  },
};
