import { formatValue } from '@/core/format';
import { phaseColour, waterfall } from '../model/phases';
import styles from './PhaseBars.module.css';

/** Where the time of a check went: its phases one after the other. */
export function PhaseBars({ phases, seconds }: { phases: Readonly<Record<string, number>>; seconds: number }) {
  const steps = waterfall(phases);
  const whole = Math.max(seconds, ...steps.map(({ start, seconds: took }) => start + took));
  if (steps.length === 0 || whole === 0) return null;
  return (
    <ol className={styles.phases} aria-label="Where the time went">
      {steps.map(({ name, label, start, seconds: took }) => (
        <li key={name} className={styles.phase}>
          <span className={styles.label}>{label}</span>
          <span className={styles.track} aria-hidden="true">
            <i style={{ left: `${(start / whole) * 100}%`, width: `max(2px, ${(took / whole) * 100}%)`, background: `var(${phaseColour(name)})` }} />
          </span>
          <span className={styles.took}>{formatValue(took, 's')}</span>
        </li>
      ))}
      <li className={styles.phase} data-sum="">
        <span className={styles.label}>In all</span>
        <span />
        <span className={styles.took}>{formatValue(seconds, 's')}</span>
      </li>
    </ol>
  );
}
