import { IconX } from '@tabler/icons-react';
import styles from './ColumnHeads.module.css';

/** The names over the list, as soon as there are more columns than explain themselves. */
export function ColumnHeads({ columns, onRemove }: { columns: readonly string[]; onRemove: (name: string) => void }) {
  if (columns.length === 0) return null;
  return (
    <div className={styles.heads}>
      <span className={styles.time}>time</span>
      <span className={styles.level}>level</span>
      <span className={styles.service}>service</span>
      {columns.map((name) => (
        <span key={name} className={styles.column}>
          <span className={styles.name} title={name}>
            {name}
          </span>
          <button type="button" className={styles.remove} aria-label={`Remove the column ${name}`} title="Remove this column" onClick={() => onRemove(name)}>
            <IconX size={11} aria-hidden="true" />
          </button>
        </span>
      ))}
      <span>message</span>
    </div>
  );
}
