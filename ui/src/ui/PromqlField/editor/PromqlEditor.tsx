import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { closeCompletion, completionStatus } from '@codemirror/autocomplete';
import { EditorView } from '@codemirror/view';
import { formatQuery } from '@/api/prometheus';
import { ApiError, type SearchFault } from '@/api/problem';
import { hasVariables } from '@/core/promql/variables';
import { setFault } from '@/ui/QueryBar/editor/fault';
import { extensions } from './extensions';
import styles from '../PromqlField.module.css';

type Props = {
  text: string;
  onText: (text: string) => void;
  onRun: () => void;
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

/** The editor of PromQL: a chunk of its own. */
export function PromqlEditor(props: Props) {
  const { text, fault, label, placeholder, cursor } = props;
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
        label,
        placeholder,
        onText: (changed) => live.current.onText(changed),
        onRun: () => {
          closeCompletion(view);
          live.current.onRun();
        },
      }),
    });
    editor.current = view;
    if (at !== null) view.focus();
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [label, placeholder, cursor]);

  useEffect(() => {
    const view = editor.current!;
    if (view.state.doc.toString() !== text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length } });
  }, [text]);

  useEffect(() => {
    editor.current?.dispatch({ effects: setFault.of(fault) });
    editor.current?.contentDOM.setAttribute('aria-invalid', String(fault !== undefined));
  }, [fault, text]);

  useEffect(() => {
    live.current.onFault(undefined);
    // The server does not know Grafana's variables: they are written out when the query runs.
    if (text.trim() === '' || hasVariables(text)) return;
    const abort = new AbortController();
    const check = () => {
      // Who is choosing from the list has not finished, and the list would cover the words.
      if (editor.current && completionStatus(editor.current.state) === 'active') timer = setTimeout(check, CHECK_PAUSE_MS);
      else if (editor.current?.hasFocus) void formatQuery(text, abort.signal).catch((error: unknown) => live.current.onFault(error instanceof ApiError ? error.fault : undefined));
    };
    let timer = setTimeout(check, CHECK_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);

  return <div ref={host} className={styles.editor} />;
}
