import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { IconSearch, IconX } from '@tabler/icons-react';
import type { SearchFault } from '@/api/problem';
import { pageSearch } from '@/core/pageSearch';
import { Control } from '@/ui/Control/Control';
import { Kbd } from '@/ui/Kbd/Kbd';
import { RecentSearches } from './RecentSearches';
import { rememberSearch, type SearchSignal } from './history';
import styles from './QueryBar.module.css';

const loadEditor = () => import('./editor/QueryEditor');
type Editor = Awaited<ReturnType<typeof loadEditor>>['QueryEditor'];

type Props = {
  signal: SearchSignal;
  /** The search that runs. */
  value: string;
  /** Enter, or a recent search: also when the text is the same as before, which asks again. */
  onSubmit: (query: string) => void;
  /** What the server could not read of the search that runs. */
  error?: SearchFault;
  label: string;
  placeholder?: string;
};

/**
 * The search of a page. A plain field until somebody means to use it, then an editor with colours, completion and marks where
 * something can't be read; what is typed survives the change. Enter runs it, `/` goes to it.
 */
export function QueryBar({ signal, value, onSubmit, error, label, placeholder }: Props) {
  const [text, setText] = useState(value);
  const [Editor, setEditor] = useState<Editor | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const cursor = useRef<number | null>(null);
  const [typedFault, setTypedFault] = useState<SearchFault>();

  useEffect(() => setText(value), [value]);
  const submit = (query: string) => {
    rememberSearch(signal, query.trim());
    setText(query);
    onSubmit(query.trim());
  };

  // While something is being typed, only what is typed can be wrong.
  const fault = text.trim() === value.trim() ? error : typedFault;

  const wantEditor = useCallback(async () => {
    const { QueryEditor } = await loadEditor();
    // The editor takes over the cursor of somebody who is typing already.
    cursor.current = document.activeElement === input.current ? (input.current?.selectionStart ?? null) : null;
    setEditor(() => QueryEditor);
  }, []);
  const marks = fault !== undefined;
  useEffect(() => {
    if (marks) void wantEditor();
  }, [marks, wantEditor]);

  const plain = (
    <input
      ref={input}
      className={styles.input}
      type="text"
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      enterKeyHint="search"
      aria-label={label}
      aria-invalid={fault !== undefined}
      placeholder={placeholder}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onFocus={() => void wantEditor()}
      onPointerEnter={() => void loadEditor()}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) submit(text);
      }}
    />
  );
  return (
    <div className={styles.outer}>
      <div {...pageSearch} className={styles.bar} role="search" data-invalid={fault !== undefined || undefined}>
        <IconSearch size={15} className={styles.icon} aria-hidden="true" />
        {Editor ? (
          <Editor signal={signal} text={text} onText={setText} onSubmit={submit} onFault={setTypedFault} fault={fault} label={label} placeholder={placeholder} cursor={cursor} />
        ) : (
          plain
        )}
        {text === '' ? (
          <span className={styles.key} aria-hidden="true">
            <Kbd keys="/" />
          </span>
        ) : (
          <Control quiet aria-label="Clear the search" title="Clear" onClick={() => submit('')}>
            <IconX size={14} />
          </Control>
        )}
        <RecentSearches signal={signal} onChoose={submit} />
      </div>
      {fault && (
        <p className={styles.fault} role="alert">
          <b>{fault.detail}</b>
          {fault.hint && <span> · {fault.hint}</span>}
        </p>
      )}
    </div>
  );
}
