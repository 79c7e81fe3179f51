import { IconArrowDown, IconArrowUp, IconTextWrap } from '@tabler/icons-react';
import type { Schemas } from '@/api/client';
import { formatValue, thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import type { LogsSearch, useLogsSearch } from '../search';
import { ColumnChooser } from './ColumnChooser';
import styles from '@/ui/Explorer/ResultBar.module.css';

type Props = {
  loaded: number;
  total: number | undefined;
  stats: Schemas['QueryStats'] | undefined;
  fetching: boolean;
  search: LogsSearch;
  columns: readonly string[];
  patch: ReturnType<typeof useLogsSearch>['patch'];
  onColumn: (name: string) => void;
};

/** What was found and what finding it took; how the lines are shown. */
export function ResultBar({ loaded, total, stats, fetching, search, columns, patch, onColumn }: Props) {
  const oldestFirst = search.dir === 'forward';
  const wrap = search.wrap === '1';
  return (
    <div className={styles.bar} data-fetching={fetching || undefined}>
      <p className={styles.counts} role="status">
        {total !== undefined && <b>{`${thousands(total)} ${total === 1 ? 'record' : 'records'}`}</b>}
        {loaded > 0 && (total === undefined || loaded < total) && <span>{thousands(loaded)} loaded</span>}
        {stats && (
          <span className={styles.stats} title={`${formatValue(stats.bytes_read, 'bytes')} read`}>
            searched {thousands(stats.rows_read)} rows in {formatValue(stats.elapsed_ms, 'ms')}
          </span>
        )}
      </p>
      <ColumnChooser columns={columns} onToggle={onColumn} />
      <Control quiet active={wrap} aria-pressed={wrap} title="Wrap long lines (W)" onClick={() => patch({ wrap: wrap ? undefined : '1' }, true)}>
        <IconTextWrap size={14} />
        Wrap
      </Control>
      <Control quiet title="Turn the order round" onClick={() => patch({ dir: oldestFirst ? undefined : 'forward' })}>
        {oldestFirst ? <IconArrowUp size={14} /> : <IconArrowDown size={14} />}
        {oldestFirst ? 'Oldest first' : 'Newest first'}
      </Control>
    </div>
  );
}
