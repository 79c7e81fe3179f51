import { Link } from '@tanstack/react-router';
import { thousands } from '@/core/format';
import { sendDataLink } from '@/core/links';
import { conditionsOf } from '@/core/search/conditions';
import { cut } from '@/core/search/filters';
import type { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { useAnyLogs, useCounts } from '../api';
import styles from './NothingFound.module.css';

type Props = { time: ReturnType<typeof useTimeRange>; query: string; onQuery: (query: string) => void };

const MAX_WAYS = 6;
const DAY_SECONDS = 86_400;

/** No record: because none was ever sent, or because the search is too narrow. Then, what each way out would find. */
export function NothingFound({ time, query, onQuery }: Props) {
  const any = useAnyLogs();
  if (any.data === false) {
    return (
      <Empty
        title="No log records yet"
        hint={
          <>
            <Link className={styles.link} {...sendDataLink()}>
              Send your data
            </Link>
            : it takes one setting in most languages. The first records show here by themselves.
          </>
        }
      />
    );
  }
  const { start, end } = time.resolve();
  return (
    <Empty
      title="No record matches"
      hint={
        <span className={styles.ways}>
          {end - start < DAY_SECONDS && <Control onClick={() => time.set({ from: 'now-24h', to: 'now' })}>Widen to 24 hours</Control>}
          <Ways time={time} query={query} onQuery={onQuery} />
        </span>
      }
    />
  );
}

/** The search without each one of its conditions, with what that finds: the narrowest finds the most. */
function Ways({ time, query, onQuery }: Props) {
  const conditions = conditionsOf(query).slice(0, MAX_WAYS);
  const without = conditions.map(({ from, to, text }) => ({ text, query: cut(query, from, to) }));
  const counts = useCounts(time, without.map((way) => way.query));
  return without
    .map((way, i) => ({ ...way, count: counts[i]?.data }))
    .toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0))
    .map(({ text, query: wider, count }) => (
      <Control key={text} disabled={count === 0} onClick={() => onQuery(wider)}>
        Drop <code className={styles.condition}>{text}</code>
        {count !== undefined && <span className={styles.count}>{thousands(count)} records</span>}
      </Control>
    ));
}
