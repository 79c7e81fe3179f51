import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { SearchFault } from '@/api/problem';
import styles from './PromqlField.module.css';

const loadEditor = () => import('./editor/PromqlEditor');
type Editor = Awaited<ReturnType<typeof loadEditor>>['PromqlEditor'];

type Props = {
  text: string;
  onText: (text: string) => void;
  /** Enter, or Ctrl/⌘ and Enter: run what is typed. */
  onRun: () => void;
  /** What the server could not read of the expression that runs; while something else is typed, the field asks by itself. */
  fault?: SearchFault;
  /** The expression that runs, to which the fault belongs. */
  ran: string;
  label: string;
  placeholder?: string;
};

/**
 * A field for PromQL: plain until somebody means to use it, then an editor with colours, completion from the server and marks
 * where something can't be read. Enter runs, Shift and Enter begins a line.
 */
export function PromqlField({ text, onText, onRun, fault, ran, label, placeholder }: Props) {
  const [Editor, setEditor] = useState<Editor | null>(null);
  const [typedFault, setTypedFault] = useState<SearchFault>();
  const area = useRef<HTMLTextAreaElement>(null);
  const cursor = useRef<number | null>(null);
  const shown = text.trim() === ran.trim() ? fault : typedFault;

  const wantEditor = useCallback(async () => {
    const { PromqlEditor } = await loadEditor();
    // The editor takes over the cursor of somebody who is typing already.
    cursor.current = document.activeElement === area.current ? (area.current?.selectionStart ?? null) : null;
    setEditor(() => PromqlEditor);
  }, []);
  const marks = fault !== undefined;
  useEffect(() => {
    if (marks) void wantEditor();
  }, [marks, wantEditor]);

  return (
    <div className={styles.outer}>
      <div className={styles.field} data-invalid={shown !== undefined || undefined} data-promql>
        {Editor ? (
          <Editor text={text} onText={onText} onRun={onRun} onFault={setTypedFault} fault={shown} label={label} placeholder={placeholder} cursor={cursor} />
        ) : (
          <textarea
            ref={area}
            className={styles.area}
            rows={text.split('\n').length}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            aria-label={label}
            aria-invalid={shown !== undefined}
            placeholder={placeholder}
            value={text}
            onChange={(event) => onText(event.target.value)}
            onFocus={() => void wantEditor()}
            onPointerEnter={() => void loadEditor()}
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              onRun();
            }}
          />
        )}
      </div>
      {shown && (
        <p className={styles.fault} role="alert">
          {shown.detail}
        </p>
      )}
    </div>
  );
}
