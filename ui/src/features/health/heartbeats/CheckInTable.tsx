import { formatValue, MISSING } from '@/core/format';
import type { Severity } from '@/core/severity';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { CheckIn } from '../api/heartbeats';
import styles from './CheckInTable.module.css';

const KIND: Record<CheckIn['kind'], { word: string; severity: Severity }> = {
  start: { word: 'Started', severity: 'info' },
  ok: { word: 'Finished', severity: 'ok' },
  fail: { word: 'Failed', severity: 'error' },
  log: { word: 'Told', severity: 'unknown' },
};

const COLUMNS: readonly Column<CheckIn>[] = [
  { id: 'at', header: 'At', cell: ({ at }) => <Timestamp at={at} />, width: '172px' },
  { id: 'kind', header: 'What', cell: ({ kind }) => <StatusBadge severity={KIND[kind].severity}>{KIND[kind].word}</StatusBadge>, width: '104px' },
  { id: 'took', header: 'Took', cell: ({ duration_seconds }) => formatValue(duration_seconds, 's'), align: 'right', width: '88px' },
  { id: 'exit', header: 'Exit', cell: ({ exit_status }) => exit_status ?? MISSING, align: 'right', width: '56px' },
  { id: 'output', header: 'Output', cell: ({ output }) => <code className={styles.output} title={output}>{output.trim()}</code> },
  { id: 'from', header: 'From', cell: ({ from }) => from, width: '120px' },
];

/** What a job told, newest first. */
export const CheckInTable = ({ checkIns }: { checkIns: readonly CheckIn[] }) => (
  <DataTable
    label="Check-ins"
    columns={COLUMNS}
    rows={checkIns}
    rowKey={({ at, kind, run_id }) => `${at} ${kind} ${run_id}`}
    rowTone={({ kind }) => (kind === 'fail' ? 'error' : undefined)}
    leastWidth={620}
    empty={<Empty title="Nothing told yet" hint="Let the job call its address when it is done." />}
  />
);
