import { useMemo } from 'react';
import { thousands } from '@/core/format';
import type { useTimeRange } from '@/core/useTimeRange';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { TABLE_ROWS, useLogTable, type Asked } from '../api';
import { readMeasures, writeMeasures } from '../model/measures';
import { columnsOf, columnsText, type LogsSearch, type useLogsSearch } from '../search';
import { useLastGood } from '../useLastGood';
import { GroupTable } from './GroupTable';
import { TableBar } from './TableBar';
import styles from '../parts/Results.module.css';

type Props = {
  time: ReturnType<typeof useTimeRange>;
  asked: Asked;
  /** The search can't be read: the query bar says why, the last good result stays. */
  fault: boolean;
  search: LogsSearch;
  patch: ReturnType<typeof useLogsSearch>['patch'];
  onFilter: (field: string, value: string, exclude: boolean) => void;
};

const USUAL = ['service', 'level'];

/** The records in groups, with figures of each: by up to three fields, ordered by any of the figures. */
export function LogTable({ time, asked, fault, search, patch, onFilter }: Props) {
  const by = useMemo(() => (search.group ? columnsOf(search.group) : USUAL), [search.group]);
  const measures = useMemo(() => readMeasures(search.measures), [search.measures]);
  const order = { by: Math.min(Number(search.order ?? 0), measures.length - 1), rising: search.rising === '1' };
  const found = useLogTable(time, asked, by, measures, order);
  const data = useLastGood(found.data);
  return (
    <section className={styles.results} aria-label="Table" aria-busy={found.isFetching} data-stale={found.isPlaceholderData || fault || undefined}>
      <TableBar
        by={by}
        measures={measures}
        fetching={found.isFetching}
        status={data && `${thousands(data.groups_total)} ${data.groups_total === 1 ? 'group' : 'groups'}${data.groups_total > data.rows.length ? `, the first ${thousands(TABLE_ROWS)} shown` : ''}`}
        onBy={(next) => patch({ group: columnsText(next) })}
        onMeasures={(next) => patch({ measures: writeMeasures(next), order: undefined, rising: undefined })}
      />
      <QueryBody
        query={{ ...found, data, error: fault ? null : found.error }}
        skeleton={fault ? <p className={styles.unread}>Nothing was searched: see the mark above.</p> : <TableSkeleton rows={12} />}
        isEmpty={({ rows }) => rows.length === 0}
        empty={<Empty title="No record matches" hint="Widen the time range, or ask for less." />}
        notices={({ notices }) => notices}
      >
        {({ rows, asked }) => <GroupTable by={asked.by} measures={asked.measures} rows={rows} order={order} onOrder={(next) => patch({ order: next.by === 0 ? undefined : String(next.by), rising: next.rising ? '1' : undefined })} onFilter={onFilter} />}
      </QueryBody>
    </section>
  );
}
