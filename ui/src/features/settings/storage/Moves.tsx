import { formatValue, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { TierMove } from './tiersApi';

const WORDS: Record<TierMove['kind'], string> = { archived: 'archived', restored: 'restored', deleted: 'deleted at the end of its time', rule: 'deleted by a rule' };

const COLUMNS: readonly Column<TierMove>[] = [
  { id: 'at', header: 'When', cell: ({ at }) => <Timestamp at={at} mode="relative" />, sortBy: ({ at }) => at, width: '112px' },
  { id: 'day', header: 'Day', cell: ({ day }) => day, sortBy: ({ day }) => day, width: '112px' },
  { id: 'what', header: 'What', cell: ({ kind }) => WORDS[kind], sortBy: ({ kind }) => kind },
  { id: 'table', header: 'Table', cell: ({ table }) => table, sortBy: ({ table }) => table, width: '160px' },
  { id: 'rows', header: 'Rows', cell: ({ rows }) => thousands(rows), sortBy: ({ rows }) => rows, align: 'right', width: '112px' },
  { id: 'took', header: 'Took', cell: ({ seconds }) => formatValue(seconds, 's'), sortBy: ({ seconds }) => seconds, align: 'right', width: '88px' },
];

/** What retention did lately, newest first. */
export function Moves({ moves }: { moves: readonly TierMove[] }) {
  return <DataTable label="Moves" columns={COLUMNS} rows={moves} rowKey={({ at, table, day, kind }) => `${at} ${table} ${day} ${kind}`} sort={{ id: 'at', descending: true }} leastWidth={640} />;
}
