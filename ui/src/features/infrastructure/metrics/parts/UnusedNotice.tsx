import { thousands } from '@/core/format';
import { useNow } from '@/core/timeNow';
import { Control } from '@/ui/Control/Control';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useUnused } from '../api';
import { cost, unusedKnown } from '../model/words';
import styles from './UnusedNotice.module.css';

type Props = { listed: boolean; onList: () => void };

/** What nobody uses and what that costs, as far as it can be told. */
export function UnusedNotice({ listed, onList }: Props) {
  const unused = useUnused();
  const now = useNow();
  if (!unused.data) return null;
  const { metrics, total, unused_days: days, uses_known_since: since } = unused.data;
  const known = unusedKnown(since, days, now);
  if (known === 'hardly') {
    return listed ? (
      <p className={styles.notice}>
        {since ? <>Which metrics are used is recorded since <Timestamp at={since} mode="relative" /></> : 'Which metrics are used is recorded from the first query on'}: after a day, “unused” begins to mean something.
      </p>
    ) : null;
  }
  if (total === 0) return null;
  const counted = metrics.length < total ? `the ${thousands(metrics.length)} largest of them ` : '';
  return (
    <p className={styles.notice}>
      <span>
        <b>
          {thousands(total)} {total === 1 ? 'metric was' : 'metrics were'} not used in {known === 'fully' ? `${days} days` : 'the time recorded'}:
        </b>{' '}
        {counted}
        {cost(metrics)}.
        {known === 'partly' && since && <> Uses are recorded since <Timestamp at={since} mode="relative" />.</>}
      </span>
      {!listed && <Control onClick={onList}>Show them</Control>}
    </p>
  );
}
