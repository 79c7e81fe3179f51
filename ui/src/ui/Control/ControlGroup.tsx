import type { ReactNode } from 'react';
import styles from './Control.module.css';

/** Controls that belong together, joined edge to edge. */
export function ControlGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.group} role="group" aria-label={label}>
      {children}
    </div>
  );
}
