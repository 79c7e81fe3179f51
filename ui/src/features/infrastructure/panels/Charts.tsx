import type { ReactNode } from 'react';
import styles from './Charts.module.css';

/** Charts and other panels two abreast, one below the other where there is little room. */
export function Charts({ children }: { children: ReactNode }) {
  return <div className={styles.charts}>{children}</div>;
}
