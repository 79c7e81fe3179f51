import { formatValue, MISSING, significant, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { TableStorage } from './api';
import { retentionInWords } from './words';

const ratio = ({ bytes, uncompressed_bytes }: TableStorage) => (bytes > 0 ? uncompressed_bytes / bytes : null);

const COLUMNS: readonly Column<TableStorage>[] = [
  { id: 'table', header: 'Table', cell: ({ table }) => table, sortBy: ({ table }) => table, fixed: true },
  { id: 'signal', header: 'Signal', cell: ({ signal }) => signal, sortBy: ({ signal }) => signal, width: '88px' },
  { id: 'rows', header: 'Rows', cell: (row) => thousands(row.rows), sortBy: (row) => row.rows, align: 'right', width: '112px' },
  { id: 'bytes', header: 'On disk', cell: (row) => formatValue(row.bytes, 'bytes'), sortBy: (row) => row.bytes, align: 'right', width: '96px' },
  { id: 'ratio', header: 'Compression', cell: compression, sortBy: ratio, align: 'right', width: '112px' },
  { id: 'retention', header: 'Kept', cell: ({ retention }) => retentionInWords(retention), sortBy: ({ retention }) => retention.total_days, width: '208px' },
  { id: 'oldest', header: 'Oldest', cell: ({ oldest }) => when(oldest), sortBy: ({ oldest }) => oldest, width: '112px' },
  { id: 'newest', header: 'Newest', cell: ({ newest }) => when(newest), sortBy: ({ newest }) => newest, width: '112px', optional: true },
  { id: 'cold', header: 'Cold', cell: (row) => formatValue(row.cold_bytes, 'bytes'), sortBy: (row) => row.cold_bytes, align: 'right', width: '88px', optional: true },
];

/** Every table of the engine, the largest first. */
export function Tables({ tables }: { tables: readonly TableStorage[] }) {
  return <DataTable label="Tables" columns={COLUMNS} rows={tables} rowKey={({ table }) => table} chooser="storage" sort={{ id: 'bytes', descending: true }} />;
}

const when = (at: string | null) => (at ? <Timestamp at={at} mode="relative" /> : MISSING);

function compression(row: TableStorage): string {
  const value = ratio(row);
  return value === null ? MISSING : `${significant(value)} ×`;
}
