import type { ReactNode } from 'react';
import styles from './SectionFrame.module.css';

type Props = {
  title: string;
  /** What this section is for, in a sentence. */
  about: ReactNode;
  /** The one thing most people come for. */
  action?: ReactNode;
  /** A drawer beside the content. */
  drawer?: ReactNode;
  children: ReactNode;
};

/** The frame of every section: its name, what it is for, its main action, and room for a drawer at the right. */
export function SectionFrame({ title, about, action, drawer, children }: Props) {
  return (
    <div className={styles.frame}>
      <div className={styles.content}>
        <header className={styles.header}>
          <div className={styles.words}>
            <h2 className={styles.title}>{title}</h2>
            <p className={styles.about}>{about}</p>
          </div>
          {action}
        </header>
        {children}
      </div>
      {drawer}
    </div>
  );
}
