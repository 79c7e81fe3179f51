import type { ReactNode } from 'react';
import styles from './Empty.module.css';

/** Nothing to show, and why: the hint says what would change that. */
export function Empty({ title, hint }: { title: string; hint: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      <p className={styles.hint}>{hint}</p>
    </div>
  );
}
