import { useMemo } from 'react';
import { formatValue } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import type { Of } from '../../panels/model/fill';
import { useFigures } from '../../panels/useFigures';
import { COLLECTIONS, collectionsOf, type Collection } from './collections';

const SEVERITY = { green: 'ok', yellow: 'warning', red: 'critical' } as const;

const number = (id: keyof Collection['figures'], header: string, unit: string, width = '100px'): Column<Collection> => ({
  id,
  header,
  cell: ({ figures }) => formatValue(figures[id], unit),
  sortBy: ({ figures }) => figures[id],
  align: 'right',
  width,
});

const COLUMNS: readonly Column<Collection>[] = [
  { id: 'name', header: 'Collection', cell: ({ name }) => <span title={name}>{name}</span>, sortBy: ({ name }) => name, fixed: true },
  { id: 'status', header: 'Status', cell: ({ status }) => <StatusBadge severity={SEVERITY[status as keyof typeof SEVERITY] ?? 'unknown'}>{status || 'not told'}</StatusBadge>, sortBy: ({ status }) => status, width: '112px' },
  { id: 'optimiser', header: 'Optimiser', cell: ({ optimiser }) => (optimiser === undefined ? '–' : <StatusBadge severity={optimiser ? 'ok' : 'error'}>{optimiser ? 'working' : 'stopped'}</StatusBadge>), sortBy: ({ optimiser }) => String(optimiser), width: '110px' },
  number('points', 'Points', 'short'),
  number('indexed', 'Indexed', 'short'),
  number('segments', 'Segments', 'short'),
  number('vectors', 'Vectors', 'bytes'),
  number('disk', 'Disk', 'bytes'),
  number('ram', 'Memory', 'bytes'),
  number('queue', 'Waiting', 'short'),
  number('probe', 'Our query', 's'),
];

/** The collections of a server. */
export function Collections({ of }: { of: Of }) {
  const found = useFigures(COLLECTIONS, of);
  const query = useMemo(() => ({ data: found.data && collectionsOf(found.data), error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  return (
    <Panel title="Collections" note="points as the server estimates them">
      <QueryBody query={query} skeleton={<TableSkeleton rows={4} />} isEmpty={(rows) => rows.length === 0} empty={<Empty title="No collection is measured now" hint="The server has none, or only its own metrics are scraped: Sardonyx’s collector tells of each collection." />}>
        {(rows) => <DataTable label="Collections" columns={COLUMNS} rows={rows} rowKey={({ name }) => name} sort={{ id: 'points', descending: true }} leastWidth={1120} rowTone={({ status }) => (status === 'red' ? 'error' : status === 'yellow' ? 'warning' : undefined)} />}
      </QueryBody>
    </Panel>
  );
}
