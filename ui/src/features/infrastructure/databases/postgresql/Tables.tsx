import { useMemo } from 'react';
import { formatValue } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { CellMeter } from '../../panels/CellMeter';
import type { Of } from '../../panels/model/fill';
import { useFigures } from '../../panels/useFigures';
import { deadTone, TABLES, tablesOf, type Table } from './tables';

const COLUMNS: readonly Column<Table>[] = [
  { id: 'name', header: 'Table', cell: ({ name }) => <span title={name}>{name}</span>, sortBy: ({ name }) => name, fixed: true },
  { id: 'database', header: 'Database', cell: ({ database }) => database, sortBy: ({ database }) => database, width: '110px' },
  { id: 'size', header: 'Size', cell: ({ size }) => formatValue(size, 'bytes'), sortBy: ({ size }) => size, align: 'right', width: '92px' },
  { id: 'indexes', header: 'Indexes', cell: ({ indexes }) => formatValue(indexes, 'bytes'), sortBy: ({ indexes }) => indexes, align: 'right', width: '92px' },
  { id: 'live', header: 'Rows', cell: ({ live }) => formatValue(live, 'short'), sortBy: ({ live }) => live, align: 'right', width: '88px' },
  { id: 'dead', header: 'Dead rows', cell: (table) => <CellMeter share={table.deadShare} tone={deadTone(table)} note={formatValue(table.dead, 'short')} />, sortBy: ({ dead }) => dead, width: '128px' },
  { id: 'bloat', header: 'Bloat, about', cell: ({ bloat }) => <span title="its size times the share of dead rows">{formatValue(bloat, 'bytes')}</span>, sortBy: ({ bloat }) => bloat, align: 'right', width: '110px' },
  { id: 'vacuumed', header: 'Last vacuum', cell: ({ vacuumed }) => (vacuumed === null ? 'never' : <Timestamp at={vacuumed} mode="relative" />), sortBy: ({ vacuumed }) => vacuumed, width: '112px' },
  { id: 'changes', header: 'Changes', cell: ({ changes }) => formatValue(changes, '/s'), sortBy: ({ changes }) => changes, align: 'right', width: '92px' },
  { id: 'scans', header: 'Whole scans', cell: ({ scans }) => <span title="share of scans that read the whole table">{formatValue(scans, 'ratio')}</span>, sortBy: ({ scans }) => scans, align: 'right', width: '108px' },
];

/** The largest tables, with what vacuum has left to do. */
export function Tables({ of }: { of: Of }) {
  const found = useFigures(TABLES, of);
  const query = useMemo(() => ({ data: found.data && tablesOf(found.data), error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  return (
    <Panel title="Tables" note="of the database in the collector’s address, the largest first">
      <QueryBody query={query} skeleton={<TableSkeleton rows={5} />} isEmpty={(rows) => rows.length === 0} empty={<Empty title="No table was measured" hint="The database in the collector’s address has none of its own, or its user may not see them." />}>
        {(rows) => <DataTable label="Tables" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} chooser="pg-tables" leastWidth={1080} />}
      </QueryBody>
    </Panel>
  );
}
