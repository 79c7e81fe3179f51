import { formatValue } from '@/core/format';
import { describeRange } from '@/core/time';
import { useTimeRange } from '@/core/useTimeRange';
import { Group } from '@/ui/Group/Group';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { SmallChart } from '../../parts/SmallChart';
import { selectorOf } from '../../model/queries';
import { useRangeQuery } from '../../useRangeQuery';
import { timeoutShare, type TargetRow } from '../model/targets';
import { UpStrip } from './UpStrip';
import styles from './UpStrip.module.css';

/** Whether the target was up in the time range, and how long its scrapes took. */
export function TargetHistory({ target }: { target: TargetRow }) {
  const time = useTimeRange();
  const { job = '', instance = '' } = target.labels;
  const series = (name: string) => selectorOf(name, { job, instance });
  const up = useRangeQuery({ query: `max(${series('up')})`, unit: 'short', name: 'up' });
  const took = useRangeQuery({ query: `max(${series('scrape_duration_seconds')})`, unit: 's', name: 'duration' });
  // Far below it, the line would press all that happens to the floor.
  const allowed = timeoutShare(target)?.tight ? [{ value: target.timeout_seconds, label: 'allowed', tone: 'warning' as const }] : undefined;
  return (
    <>
      <Group title="Was it up?" note={describeRange(time.range, time.zone).toLowerCase()}>
        <QueryBody query={up} skeleton={<div className={styles.waiting}><Skeleton height={38} /></div>}>
          {({ chart }) => <UpStrip values={chart.series[0]?.values ?? []} />}
        </QueryBody>
      </Group>
      <Group title="Duration of scrapes" note={`${formatValue(target.timeout_seconds, 's')} allowed`}>
        <SmallChart label="Duration of scrapes" query={took} empty="Not scraped in this time range." thresholds={allowed} />
      </Group>
    </>
  );
}
