import { Link } from '@tanstack/react-router';
import { sendDataLink } from '@/core/links';
import { conditionsOf } from '@/core/search/conditions';
import { cut } from '@/core/search/filters';
import type { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { useAnyTraces } from '../../api';
import styles from './NothingFound.module.css';

const WIDER = [
  { seconds: 3600, label: 'Widen to 1 hour', from: 'now-1h' },
  { seconds: 86_400, label: 'Widen to 24 hours', from: 'now-24h' },
  { seconds: 7 * 86_400, label: 'Widen to 7 days', from: 'now-7d' },
];
const MAX_WAYS = 6;

type Props = { time: ReturnType<typeof useTimeRange>; query: string; onQuery: (query: string) => void };

/** No trace: because none was ever sent, or because the search is too narrow. Then, the ways out. */
export function NothingFound({ time, query, onQuery }: Props) {
  const any = useAnyTraces();
  if (any.data === false) {
    return (
      <Empty
        title="No traces yet"
        hint={
          <>
            <Link className={styles.link} {...sendDataLink()}>
              Send your data
            </Link>
            : point an OpenTelemetry SDK here. The first traces show by themselves.
          </>
        }
      />
    );
  }
  const { start, end } = time.resolve();
  const wider = WIDER.filter(({ seconds }) => seconds > end - start).slice(0, 2);
  return (
    <Empty
      title="No trace matches"
      hint={
        <span className={styles.ways}>
          {wider.map(({ label, from }) => (
            <Control key={from} onClick={() => time.set({ from, to: 'now' })}>
              {label}
            </Control>
          ))}
          {conditionsOf(query).slice(0, MAX_WAYS).map(({ from, to, text }) => (
            <Control key={from} onClick={() => onQuery(cut(query, from, to))}>
              Drop <code className={styles.condition}>{text}</code>
            </Control>
          ))}
        </span>
      }
    />
  );
}
