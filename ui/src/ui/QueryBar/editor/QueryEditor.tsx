import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { closeCompletion, completionStatus } from '@codemirror/autocomplete';
import { EditorView } from '@codemirror/view';
import type { SearchFault } from '@/api/problem';
import type { SearchSignal } from '../history';
import { checkSearch } from '../vocabulary';
import { extensions } from './extensions';
import { setFault } from './fault';
import styles from '../QueryBar.module.css';

type Props = {
  signal: SearchSignal;
  text: string;
  onText: (text: string) => void;
  onSubmit: (text: string) => void;
  /** What the server says of the text while it is typed. */
  onFault: (fault: SearchFault | undefined) => void;
  fault?: SearchFault;
  label: string;
  placeholder?: string;
  /** Where the cursor stood in the plain field this editor takes over from; null when nobody was typing. */
  cursor: RefObject<number | null>;
};

/** Long enough not to complain in the middle of a word. */
const CHECK_PAUSE_MS = 500;

/** The query bar's editor: a chunk of its own. */
export function QueryEditor(props: Props) {
  const { signal, text, fault, label, placeholder, cursor } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const live = useRef(props);
  live.current = props;

  useLayoutEffect(() => {
    const { text: typed } = live.current;
    const at = cursor.current;
    const view = new EditorView({
      parent: host.current!,
      doc: typed,
      selection: { anchor: Math.min(at ?? typed.length, typed.length) },
      extensions: extensions({
        signal,
        label,
        placeholder,
        onText: (changed) => live.current.onText(changed),
        onSubmit: (query) => {
          closeCompletion(view);
          live.current.onSubmit(query);
        },
      }),
    });
    editor.current = view;
    if (at !== null) view.focus();
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [signal, label, placeholder, cursor]);

  // Before the next key: Enter must run the text that is shown.
  useLayoutEffect(() => {
    const view = editor.current!;
    if (view.state.doc.toString() !== text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length } });
    }
  }, [text]);

  useEffect(() => {
    editor.current?.dispatch({ effects: setFault.of(fault) });
    editor.current?.contentDOM.setAttribute('aria-invalid', String(fault !== undefined));
  }, [fault, text]);

  useEffect(() => {
    live.current.onFault(undefined);
    const abort = new AbortController();
    const check = () => {
      // Who is choosing from the list has not finished, and the list would cover the words.
      if (editor.current && completionStatus(editor.current.state) === 'active') timer = setTimeout(check, CHECK_PAUSE_MS);
      else void checkSearch(signal, text, abort.signal).then((found) => live.current.onFault(found), () => undefined);
    };
    let timer = setTimeout(check, CHECK_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [signal, text]);

  return <div ref={host} className={styles.editor} />;
}
