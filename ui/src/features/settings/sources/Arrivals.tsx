import { formatValue, MISSING, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { Arrival } from './api';

const COLUMNS: readonly Column<Arrival>[] = [
  { id: 'service', header: 'Service', cell: ({ service }) => (service ? <ServiceName name={service} /> : 'names none'), sortBy: ({ service }) => service, fixed: true },
  { id: 'signal', header: 'Signal', cell: ({ signal }) => signal, sortBy: ({ signal }) => signal, width: '96px' },
  { id: 'rate', header: 'Per minute', cell: (row) => counted(row, formatValue(row.records_per_minute, 'short')), sortBy: (row) => row.records_per_minute, align: 'right', width: '112px' },
  { id: 'records', header: 'Records', cell: (row) => counted(row, row.records === null ? MISSING : thousands(row.records)), sortBy: (row) => row.records, align: 'right', width: '128px' },
  { id: 'series', header: 'Series', cell: (row) => counted(row, row.series === null ? MISSING : thousands(row.series)), sortBy: (row) => row.series, align: 'right', width: '96px' },
  { id: 'last', header: 'Newest record', cell: (row) => when(row.last_seen), sortBy: (row) => row.last_seen, width: '128px' },
  { id: 'first', header: 'First in the range', cell: (row) => when(row.first_seen), sortBy: (row) => row.first_seen, width: '140px', optional: true },
  { id: 'received', header: 'Last received', cell: (row) => when(row.last_received), sortBy: (row) => row.last_received, width: '128px', optional: true },
];

/** One line per service and signal, the newest first. */
export function Arrivals({ arrivals }: { arrivals: readonly Arrival[] }) {
  return (
    <DataTable
      label="What arrives"
      columns={COLUMNS}
      rows={arrivals}
      rowKey={({ service, signal }) => `${signal} ${service}`}
      chooser="sources"
      sort={{ id: 'service', descending: false }}
    />
  );
}

const when = (at: string | null) => (at ? <Timestamp at={at} mode="relative" /> : MISSING);

/** Estimates say that they are. */
const counted = ({ estimated }: Arrival, text: string) => (estimated && text !== MISSING ? <span title="Estimated from a part of the series">≈ {text}</span> : text);
