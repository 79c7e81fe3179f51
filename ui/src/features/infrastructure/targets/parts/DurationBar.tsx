import { formatValue, MISSING } from '@/core/format';
import type { ActiveTarget } from '../api';
import { timeoutShare } from '../model/targets';
import styles from './DurationBar.module.css';

/** How long the last scrape took, and how much of the allowed time that is. */
export function DurationBar({ target }: { target: ActiveTarget }) {
  const used = timeoutShare(target);
  if (!used) return MISSING;
  const took = formatValue(target.last_duration_seconds, 's');
  return (
    <span className={styles.duration} data-tone={used.tight ? 'warning' : undefined} title={`${took} of ${formatValue(target.timeout_seconds, 's')} allowed`}>
      <span className={styles.track} aria-hidden="true">
        <i className={styles.fill} style={{ width: `${used.share * 100}%` }} />
      </span>
      <span className={styles.took}>{took}</span>
    </span>
  );
}
