import type { ReactNode } from 'react';
import styles from './View.module.css';

type Props = {
  /** What the view is for, in a sentence. */
  about?: ReactNode;
  /** The main action. */
  action?: ReactNode;
  drawer?: ReactNode;
  children: ReactNode;
};

/** The content of a tab, with room for a drawer at its right. */
export function View({ about, action, drawer, children }: Props) {
  return (
    <div className={styles.view}>
      <div className={styles.content}>
        {(about || action) && (
          <div className={styles.head}>
            <p className={styles.about}>{about}</p>
            {action}
          </div>
        )}
        {children}
      </div>
      {drawer}
    </div>
  );
}
