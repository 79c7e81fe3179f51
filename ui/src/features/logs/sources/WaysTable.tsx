import { thousands } from '@/core/format';
import { receiverName } from '@/core/receivers';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import type { LogWay } from './api';
import styles from './SourcesTable.module.css';

const COLUMNS: readonly Column<LogWay>[] = [
  { id: 'receiver', header: 'Protocol', cell: ({ receiver }) => receiverName(receiver), sortBy: ({ receiver }) => receiverName(receiver), width: '152px' },
  { id: 'source', header: 'Sender', cell: ({ source }) => source || 'names none', sortBy: ({ source }) => source, fixed: true },
  { id: 'accepted', header: 'Accepted', cell: ({ accepted }) => thousands(accepted), sortBy: ({ accepted }) => accepted, align: 'right', width: '112px' },
  { id: 'outcomes', header: 'Stored or left out', cell: ({ outcomes }) => thousands(outcomes), sortBy: ({ outcomes }) => outcomes, align: 'right', width: '144px' },
  { id: 'rejected', header: 'Rejected', cell: ({ rejected }) => <Count value={rejected} />, sortBy: ({ rejected }) => rejected, align: 'right', width: '96px' },
  { id: 'difference', header: 'Difference', cell: ({ difference }) => <Count value={difference} />, sortBy: ({ difference }) => Math.abs(difference), align: 'right', width: '104px' },
];

/** Sender by sender what receivers counted, beside what became of it: where the balance has a difference, it is here. */
export function WaysTable({ ways }: { ways: readonly LogWay[] }) {
  return <DataTable label="Ways in" columns={COLUMNS} rows={ways} rowKey={({ receiver, source }) => `${receiver} ${source}`} rowTone={({ difference }) => (difference === 0 ? undefined : 'error')} sort={{ id: 'accepted', descending: true }} />;
}

function Count({ value }: { value: number }) {
  return (
    <span className={styles.count} data-none={value === 0 || undefined} data-tone={value === 0 ? undefined : 'error'}>
      {thousands(value)}
    </span>
  );
}
