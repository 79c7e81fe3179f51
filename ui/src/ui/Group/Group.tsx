import type { ReactNode } from 'react';
import styles from './Group.module.css';

/** A titled part of a drawer. */
export function Group({ title, note, actions, children }: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <header className={styles.header}>
        <h3 className={styles.title}>{title}</h3>
        <span className={styles.note}>{note}</span>
        {actions}
      </header>
      {children}
    </section>
  );
}
