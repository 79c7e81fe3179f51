import { useMemo } from 'react';
import { formatValue, MISSING } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import type { Of } from '../../panels/model/fill';
import { rowsBy } from '../../panels/model/values';
import { useFigures } from '../../panels/useFigures';

const BY = 'by (datname)';

const QUERIES = {
  size: `max ${BY} (pg_database_size_bytes{$of})`,
  growth: `max ${BY} (deriv(pg_database_size_bytes{$of}[6h])) * 86400`,
  connections: `sum ${BY} (pg_stat_activity_count{$of})`,
  commits: `sum ${BY} (rate(pg_stat_database_xact_commit{$of}[$rate]))`,
  rollbacks: `sum ${BY} (rate(pg_stat_database_xact_rollback{$of}[$rate]))`,
  deadlocks: `sum ${BY} (increase(pg_stat_database_deadlocks{$of}[$range]))`,
  temp: `sum ${BY} (increase(pg_stat_database_temp_bytes{$of}[$range]))`,
};

type Row = ReturnType<typeof rowsBy>[number];

const number = (id: keyof typeof QUERIES, header: string, unit: string, width = '112px'): Column<Row> => ({
  id,
  header,
  cell: ({ figures }) => formatValue(figures[id], unit),
  sortBy: ({ figures }) => figures[id],
  align: 'right',
  width,
});

const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', header: 'Database', cell: ({ labels }) => labels.datname, sortBy: ({ labels }) => labels.datname, fixed: true },
  number('size', 'Size', 'bytes'),
  { id: 'growth', header: 'Growth, by 6 hours', cell: ({ figures: { growth } }) => (growth === undefined ? MISSING : `${growth > 0 ? '+' : ''}${formatValue(growth, 'bytes')}/day`), sortBy: ({ figures }) => figures.growth, align: 'right', width: '150px' },
  number('connections', 'Connections', 'short'),
  number('commits', 'Commits', '/s'),
  number('rollbacks', 'Rollbacks', '/s'),
  number('deadlocks', 'Deadlocks', 'short'),
  number('temp', 'Temporary files', 'bytes', '130px'),
];

/** The databases of a server. */
export function Databases({ of }: { of: Of }) {
  const found = useFigures(QUERIES, of);
  const query = useMemo(
    () => ({ data: found.data && rowsBy(found.data, Object.keys(QUERIES), ['datname']).filter(({ labels, figures }) => labels.datname && figures.size !== undefined), error: found.error, refetch: found.refetch }),
    [found.data, found.error, found.refetch],
  );
  return (
    <Panel title="Databases" note="deadlocks and temporary files within the time range">
      <QueryBody query={query} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => <DataTable label="Databases" columns={COLUMNS} rows={rows} rowKey={({ labels }) => labels.datname ?? ''} sort={{ id: 'size', descending: true }} leastWidth={980} />}
      </QueryBody>
    </Panel>
  );
}
