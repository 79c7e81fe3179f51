import { formatValue, MISSING, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { receiverName } from '@/core/receivers';
import type { LogSource } from './api';
import { leftOut, lost, sourceKey } from './model';
import styles from './SourcesTable.module.css';

const COLUMNS: readonly Column<LogSource>[] = [
  { id: 'service', header: 'Service', cell: ({ service }) => (service ? <ServiceName name={service} /> : 'names none'), sortBy: ({ service }) => service, fixed: true, width: '150px' },
  { id: 'host', header: 'Host', cell: ({ host }) => host || MISSING, sortBy: ({ host }) => host },
  { id: 'receiver', header: 'Protocol', cell: ({ receiver }) => receiverName(receiver), sortBy: ({ receiver }) => receiverName(receiver), width: '136px' },
  { id: 'source', header: 'Source', cell: ({ source }) => <span title={source}>{source || MISSING}</span>, sortBy: ({ source }) => source, optional: true },
  { id: 'environment', header: 'Environment', cell: ({ environment }) => environment || MISSING, sortBy: ({ environment }) => environment, width: '108px', optional: true },
  { id: 'received', header: 'Received', cell: ({ received }) => thousands(received), sortBy: ({ received }) => received, align: 'right', width: '96px' },
  { id: 'stored', header: 'Stored', cell: ({ stored }) => thousands(stored), sortBy: ({ stored }) => stored, align: 'right', width: '96px' },
  { id: 'left-out', header: 'Left out', cell: (row) => <Count value={leftOut(row)} />, sortBy: leftOut, align: 'right', width: '84px' },
  { id: 'lost', header: 'Lost', cell: (row) => <Count value={lost(row)} tone="error" />, sortBy: lost, align: 'right', width: '72px' },
  { id: 'failures', header: 'Not parsed', cell: (row) => <Count value={row.parse_failures} tone="warning" />, sortBy: ({ parse_failures }) => parse_failures, align: 'right', width: '92px' },
  { id: 'late', header: 'Late', cell: (row) => <Count value={row.late} />, sortBy: ({ late }) => late, align: 'right', width: '72px' },
  { id: 'duplicates', header: 'Twice', cell: (row) => <Count value={row.duplicates} />, sortBy: ({ duplicates }) => duplicates, align: 'right', width: '72px', optional: true },
  { id: 'bytes', header: 'Bytes', cell: ({ bytes }) => formatValue(bytes, 'bytes'), sortBy: ({ bytes }) => bytes, align: 'right', width: '88px' },
  { id: 'last', header: 'Last seen', cell: ({ last_seen }) => (last_seen ? <Timestamp at={last_seen} mode="relative" /> : MISSING), sortBy: ({ last_seen }) => last_seen, width: '120px' },
];

type Props = { sources: readonly LogSource[]; open: string | undefined; onOpen: (key: string) => void };

/** One line a source, those that sent most first; a click opens one. */
export function SourcesTable({ sources, open, onOpen }: Props) {
  return (
    <DataTable
      label="Log sources"
      columns={COLUMNS}
      rows={sources}
      rowKey={sourceKey}
      onRow={(source) => onOpen(sourceKey(source))}
      selected={open}
      chooser="log-sources"
      leastWidth={1234}
      rowTone={(row) => (lost(row) > 0 ? 'error' : row.parse_failures > 0 ? 'warning' : undefined)}
      sort={{ id: 'received', descending: true }}
    />
  );
}

/** Nought is grey, so that what is something stands out. */
function Count({ value, tone }: { value: number | null; tone?: 'error' | 'warning' }) {
  if (value === null) return MISSING;
  return (
    <span className={styles.count} data-none={value === 0 || undefined} data-tone={value > 0 ? tone : undefined}>
      {thousands(value)}
    </span>
  );
}
