import type { ReactNode } from 'react';
import { isBad, severityWord, type Severity } from '@/core/severity';
import { StatusShape } from './StatusShape';
import styles from './StatusBadge.module.css';

type Props = { severity: Severity; children?: ReactNode; title?: string };

/** A state as a word and a shape, never as a colour alone. What is well stays grey; only trouble fills its badge. */
export function StatusBadge({ severity, children, title }: Props) {
  return (
    <span className={isBad(severity) ? styles.badge : styles.quiet} data-tone={severity} title={title}>
      <StatusShape severity={severity} />
      {children ?? severityWord(severity)}
    </span>
  );
}
