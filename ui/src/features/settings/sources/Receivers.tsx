import { formatValue, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { ReceiverFigures } from './api';
import { receiverName } from '@/core/receivers';
import styles from './Sources.module.css';

const COLUMNS: readonly Column<ReceiverFigures>[] = [
  { id: 'receiver', header: 'Protocol', cell: ({ receiver }) => receiverName(receiver), sortBy: ({ receiver }) => receiverName(receiver), width: '168px' },
  { id: 'signal', header: 'Signal', cell: ({ signal }) => signal, sortBy: ({ signal }) => signal, width: '96px' },
  { id: 'records', header: 'Accepted', cell: (row) => thousands(row.accepted_records), sortBy: (row) => row.accepted_records, align: 'right', width: '120px' },
  { id: 'bytes', header: 'Bytes', cell: (row) => formatValue(row.accepted_bytes, 'bytes'), sortBy: (row) => row.accepted_bytes, align: 'right', width: '104px' },
  { id: 'left-out', header: 'Left out', cell: (row) => <Trouble count={row.rejected_records} />, sortBy: (row) => row.rejected_records, align: 'right', width: '96px' },
  { id: 'refused', header: 'Requests refused', cell: (row) => <Trouble count={row.refused_requests} />, sortBy: (row) => row.refused_requests, align: 'right', width: '136px' },
  { id: 'why', header: 'Why', cell: (row) => row.refusals.map(({ reason, requests }) => `${reason} × ${thousands(requests)}`).join(', ') },
];

/** What each protocol took and refused. */
export function Receivers({ receivers, startedAt }: { receivers: readonly ReceiverFigures[]; startedAt: string }) {
  return (
    <Panel title="Receivers" note={<>since the start, <Timestamp at={startedAt} mode="relative" /></>}>
      <DataTable
        label="Receivers"
        columns={COLUMNS}
        rows={receivers}
        rowKey={({ receiver, signal }) => `${receiver} ${signal}`}
        rowTone={({ refused_requests, rejected_records }) => (refused_requests + rejected_records > 0 ? 'warning' : undefined)}
        sort={{ id: 'records', descending: true }}
        empty={<Empty title="No receiver was used yet" hint="They are listed once something was sent to them." />}
      />
    </Panel>
  );
}

function Trouble({ count }: { count: number }) {
  return <span className={count > 0 ? styles.trouble : styles.none}>{thousands(count)}</span>;
}
