import { thousands } from '@/core/format';
import { useTimeRange } from '@/core/useTimeRange';
import { ShareBar } from '@/charts/Bars/ShareBar';
import type { LogBalance } from './api';
import { balanceParts, isSettling } from './model';
import styles from './Balance.module.css';

/** The sum over all sources: received = stored + dropped + sampled out + rejected + set aside + waiting. What is left over is said. */
export function Balance({ balance }: { balance: LogBalance }) {
  const time = useTimeRange();
  const parts = balanceParts(balance);
  const { received, difference } = balance;
  const { start, end } = time.resolve();
  const settling = time.relative && isSettling(balance, end - start);
  return (
    <div className={styles.balance}>
      <ShareBar shares={parts} label={parts.map(({ label, value }) => `${thousands(value)} ${label}`).join(', ')} wide />
      <p className={styles.sum} aria-label="The sum">
        <Term label="received" value={received} />
        {parts.filter(({ key, value }) => key !== 'quarantined' || value > 0).map(({ key, label, value, color, about }, i) => (
          <span key={key} className={styles.summand}>
            <span className={styles.sign}>{i === 0 ? '=' : '+'}</span>
            <Term label={label} value={value} color={color} about={about} />
          </span>
        ))}
      </p>
      <p className={styles.verdict} data-tone={difference === 0 ? 'ok' : settling ? 'info' : 'error'} role="status">
        <i className={styles.dot} />
        {inWords(difference, settling)}
      </p>
    </div>
  );
}

function inWords(difference: number, settling: boolean): string {
  if (difference === 0) return 'The sums balance: nothing is missing';
  const count = thousands(Math.abs(difference));
  if (settling) return `${count} records are between two counts: both sides are counted every ten seconds`;
  return difference > 0 ? `${count} records are not accounted for` : `${count} records more than were received`;
}

function Term({ label, value, color, about }: { label: string; value: number; color?: string; about?: string }) {
  return (
    <span className={styles.term} title={about}>
      <b className={styles.value}>{thousands(value)}</b>
      <span className={styles.label}>
        {color && <i className={styles.swatch} style={{ background: `var(${color})` }} />}
        {label}
      </span>
    </span>
  );
}
