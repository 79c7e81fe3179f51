import type { Schemas } from '@/api/client';
import { formatValue, thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { LISTED_TRACES, type TraceSort } from '../../api';
import styles from '@/ui/Explorer/ResultBar.module.css';

const SORTS: { value: TraceSort; label: string; hint: string }[] = [
  { value: 'newest', label: 'Newest', hint: 'The newest traces of the time range' },
  { value: 'slowest', label: 'Slowest', hint: 'Those with the longest matching span in the whole time range' },
  { value: 'errors', label: 'Most errors', hint: 'Those with most failed spans in the whole time range' },
];

const FIRST: Record<TraceSort, string> = { newest: 'newest', slowest: 'slowest', errors: 'worst' };

type Props = {
  listed: number;
  total: number | undefined;
  estimated: boolean;
  stats: Schemas['QueryStats'] | undefined;
  fetching: boolean;
  sort: TraceSort;
  onSort: (sort: TraceSort) => void;
};

/** What was found, what finding it took, and which traces come first. */
export function ListBar({ listed, total, estimated, stats, fetching, sort, onSort }: Props) {
  const cut = listed >= LISTED_TRACES && (total === undefined || total > listed);
  return (
    <div className={styles.bar} data-fetching={fetching || undefined}>
      <p className={styles.counts} role="status">
        {total !== undefined && <b>{`${estimated ? 'about ' : ''}${thousands(total)} ${total === 1 ? 'trace' : 'traces'}`}</b>}
        {cut && <span title="Narrow the search or the time range to see others">{`the ${FIRST[sort]} ${thousands(listed)} listed`}</span>}
        {stats && (
          <span className={styles.stats} title={`${formatValue(stats.bytes_read, 'bytes')} read`}>
            searched {thousands(stats.rows_read)} rows in {formatValue(stats.elapsed_ms, 'ms')}
          </span>
        )}
      </p>
      <ControlGroup label="Which come first">
        {SORTS.map(({ value, label, hint }) => (
          <Control key={value} className={styles.choice} active={sort === value} aria-pressed={sort === value} title={hint} onClick={() => onSort(value)}>
            {label}
          </Control>
        ))}
      </ControlGroup>
    </div>
  );
}
