import type { Severity } from '@/core/severity';
import styles from './StatusBadge.module.css';

// Drawn in a box of 10 × 10, told apart without colour: circle, ring, diamond, triangle, square, octagon.
const SHAPE: Record<Severity, string> = {
  ok: 'M5 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  unknown: 'M5 1.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zm0 1.4a2.1 2.1 0 1 1 0 4.2 2.1 2.1 0 0 1 0-4.2z',
  info: 'M5 1.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
  maintenance: 'M5 .6 9.4 5 5 9.4.6 5z',
  warning: 'M5 .8 9.6 9.2H.4z',
  error: 'M1.2 1.2h7.6v7.6H1.2z',
  critical: 'M3.1.4h3.8l2.7 2.7v3.8L6.9 9.6H3.1L.4 6.9V3.1z',
};

/** The shape of a severity alone, for places where its word stands beside it. */
export function StatusShape({ severity }: { severity: Severity }) {
  return (
    <svg className={styles.shape} viewBox="0 0 10 10" data-tone={severity} aria-hidden="true">
      <path fillRule="evenodd" d={SHAPE[severity]} />
    </svg>
  );
}
