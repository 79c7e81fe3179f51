import type { ReactNode } from 'react';
import styles from './View.module.css';

/** The content of a tab, with room for a drawer at its right. */
export function View({ drawer, children }: { drawer?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.view}>
      <div className={styles.content}>{children}</div>
      {drawer}
    </div>
  );
}
