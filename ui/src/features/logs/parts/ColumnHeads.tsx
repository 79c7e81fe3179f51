import { useState, type DragEvent, type KeyboardEvent } from 'react';
import { IconX } from '@tabler/icons-react';
import styles from './ColumnHeads.module.css';

type Props = {
  columns: readonly string[];
  onRemove: (name: string) => void;
  /** Puts a column at another place; absent where the order is fixed. */
  onMove?: (name: string, to: number) => void;
};

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** The names over the list, as soon as there are more columns than explain themselves. Drag one, or move it with the arrow keys. */
export function ColumnHeads({ columns, onRemove, onMove }: Props) {
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<string>();
  if (columns.length === 0) return null;
  const rest = () => {
    setDragged(undefined);
    setOver(undefined);
  };
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault();
    if (dragged !== undefined) onMove?.(dragged, to);
    rest();
  };
  const move = (event: KeyboardEvent, name: string, at: number) => {
    const step = STEPS[event.key];
    if (step === undefined || columns[at + step] === undefined) return;
    event.preventDefault();
    onMove?.(name, at + step);
  };
  return (
    <div className={styles.heads}>
      <span className={styles.time}>time</span>
      <span className={styles.level}>level</span>
      <span className={styles.service}>service</span>
      {columns.map((name, at) => (
        <span
          key={name}
          className={styles.column}
          draggable={onMove !== undefined}
          data-over={(over === name && dragged !== name) || undefined}
          onDragStart={() => setDragged(name)}
          onDragEnd={rest}
          onDragOver={(event) => {
            if (dragged === undefined) return;
            event.preventDefault();
            setOver(name);
          }}
          onDrop={(event) => drop(event, at)}
        >
          {onMove ? (
            <button type="button" className={styles.name} aria-label={`Column ${name}: move it with the arrow keys`} title={`${name} (drag, or arrow keys, to move it)`} onKeyDown={(event) => move(event, name, at)}>
              {name}
            </button>
          ) : (
            <span className={styles.name} title={name}>
              {name}
            </span>
          )}
          <button type="button" className={styles.remove} aria-label={`Remove the column ${name}`} title="Remove this column" onClick={() => onRemove(name)}>
            <IconX size={11} aria-hidden="true" />
          </button>
        </span>
      ))}
      <span>message</span>
    </div>
  );
}
