import { describeRange } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import type { Time } from '../api';
import styles from './NothingMatches.module.css';

const WIDER = ['1h', '24h', '7d'];
const SECONDS: Record<string, number> = { '1h': 3600, '24h': 86_400, '7d': 604_800 };

/** The queries found no series: because there are none now, or none at all. */
export function NothingMatches({ time }: { time: Time }) {
  const { start, end } = time.resolve();
  const wider = WIDER.filter((span) => SECONDS[span]! > end - start);
  return (
    <Empty
      title="No series match in this time range"
      hint={
        <span className={styles.ways}>
          {wider.slice(0, 2).map((span) => (
            <Control key={span} onClick={() => time.set({ from: `now-${span}`, to: 'now' })}>
              {describeRange({ from: `now-${span}`, to: 'now' }, time.zone)}
            </Control>
          ))}
          <span>or look whether a filter is spelt as the labels are.</span>
        </span>
      }
    />
  );
}
