import { formatDateTime } from '@/core/time';
import { useZone } from '@/core/timeZone';
import { timeLeft, urgency, type Outlook } from '../model/fullAt';
import styles from './FullAt.module.css';

/** When something is full, as a date and how far away that is; that it does not fill up, or that nobody can tell yet. */
export function FullAt({ outlook, now }: { outlook: Outlook; now: number }) {
  const zone = useZone();
  if (outlook.kind === 'steady') return <span className={styles.quiet}>not filling</span>;
  if (outlook.kind === 'early') return <span className={styles.quiet} title="There are too few samples for a trend">can’t tell yet</span>;
  return (
    <span className={styles.full} data-tone={urgency(outlook, now)}>
      {formatDateTime(outlook.at, zone).slice(0, 16)}
      <span className={styles.left}>{timeLeft(outlook.at - now)}</span>
    </span>
  );
}
