import { useId, type ReactNode } from 'react';
import styles from './Panel.module.css';

type Props = { title: string; note?: ReactNode; actions?: ReactNode; className?: string; children: ReactNode };

/** A titled surface. The note says in grey what the title leaves open; actions sit at the right of the header. */
export function Panel({ title, note, actions, className = '', children }: Props) {
  const titleId = useId();
  return (
    <section className={`${styles.panel} ${className}`} aria-labelledby={titleId}>
      <header className={styles.header}>
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        <span className={styles.note}>{note}</span>
        {actions}
      </header>
      {children}
    </section>
  );
}
