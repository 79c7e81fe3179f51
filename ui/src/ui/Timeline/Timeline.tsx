import type { ReactNode } from 'react';
import styles from './Timeline.module.css';

export type TimelineEntry = {
  key: string;
  /** When, in the form that helps here: `+12 ms`, or a `<Timestamp>`. */
  at: ReactNode;
  /** A severity, level or state: colours the dot, never alone. Without it the entry is quiet. */
  tone?: string;
  /** What it is, in a word or two: `ERROR`, `exception`. */
  kind?: ReactNode;
  title: ReactNode;
  /** Below the title: a stack trace, fields. */
  detail?: ReactNode;
  /** At the end of the first line: a link that leads on. */
  action?: ReactNode;
};

/** What happened one after another, oldest first. */
export function Timeline({ label, entries }: { label: string; entries: readonly TimelineEntry[] }) {
  return (
    <ol className={styles.timeline} aria-label={label}>
      {entries.map(({ key, at, tone, kind, title, detail, action }) => (
        <li key={key} className={styles.entry} data-tone={tone}>
          <i className={styles.dot} aria-hidden="true" />
          <p className={styles.head}>
            <span className={styles.at}>{at}</span>
            {kind && <span className={styles.kind}>{kind}</span>}
            <span className={styles.action}>{action}</span>
          </p>
          <div className={styles.title}>{title}</div>
          {detail && <div className={styles.detail}>{detail}</div>}
        </li>
      ))}
    </ol>
  );
}
