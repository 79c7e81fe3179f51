import { duration, formatValue, MISSING, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { SourcesAnswer, StreamFigures } from './api';

const COLUMNS: readonly Column<StreamFigures>[] = [
  { id: 'stream', header: 'Stream', cell: ({ stream }) => stream.replaceAll('_', ' '), sortBy: ({ stream }) => stream, width: '168px' },
  { id: 'records', header: 'Accepted', cell: (row) => thousands(row.accepted_records), sortBy: (row) => row.accepted_records, align: 'right', width: '120px' },
  { id: 'waiting', header: 'Waiting', cell: (row) => formatValue(row.waiting_bytes, 'bytes'), sortBy: (row) => row.waiting_bytes, align: 'right', width: '96px' },
  { id: 'since', header: 'For', cell: (row) => duration(row.waiting_seconds * 1000), sortBy: (row) => row.waiting_seconds, align: 'right', width: '88px' },
  { id: 'lag', header: 'Searchable after', cell: (row) => formatValue(row.flush_lag_seconds, 's'), sortBy: (row) => row.flush_lag_seconds, align: 'right', width: '132px' },
  { id: 'last', header: 'Last received', cell: (row) => (row.last_received ? <Timestamp at={row.last_received} mode="relative" /> : MISSING), sortBy: (row) => row.last_received, width: '120px' },
  { id: 'error', header: 'Last error', cell: (row) => row.last_error ?? '' },
];

/** What is safe on disk and not searchable yet, and what the engine would not take. */
export function Journal({ journal, streams }: Pick<SourcesAnswer, 'journal' | 'streams'>) {
  return (
    <Panel title="Journal" note={`${formatValue(journal.waiting_bytes, 'bytes')} on disk that the engine has not taken yet`}>
      {journal.full && <Notice tone="error" text="The journal is full: senders are told to wait" />}
      {journal.quarantined > 0 && <Notice tone="error" text={`${thousands(journal.quarantined)} segments are in quarantine: the engine refused them`} />}
      {journal.quarantine.map(({ stream, segment, bytes, error }) => (
        <Notice key={segment} tone="warning" text={`${stream} ${segment}, ${formatValue(bytes, 'bytes')}: ${error}`} />
      ))}
      <DataTable label="Streams of the journal" columns={COLUMNS} rows={streams} rowKey={({ stream }) => stream} rowTone={(row) => (row.last_error ? 'warning' : undefined)} sort={{ id: 'records', descending: true }} />
    </Panel>
  );
}
