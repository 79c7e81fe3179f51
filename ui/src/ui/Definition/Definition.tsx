import type { ReactNode } from 'react';
import styles from './Definition.module.css';

/** Names and values of one thing, aligned. Empty values are left out by the caller. */
export function Definition({ label, entries }: { label: string; entries: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.list} aria-label={label}>
      {entries.map(([name, value]) => (
        <div key={name} className={styles.row}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
