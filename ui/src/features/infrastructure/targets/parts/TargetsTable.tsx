import { formatValue, MISSING, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { Labels } from '../../parts/Labels';
import { HEALTHS, type TargetRow } from '../model/targets';
import { DurationBar } from './DurationBar';
import { HealthWord } from './HealthWord';
import styles from './TargetsTable.module.css';

/** Labels that stand elsewhere in the row: the job, and the instance where it is the address's host. */
const elsewhere = ({ url, labels }: TargetRow): string[] => (labels.instance && url.includes(`//${labels.instance}/`) ? ['job', 'instance'] : ['job']);

const COLUMNS: readonly Column<TargetRow>[] = [
  { id: 'url', header: 'Address', cell: ({ url }) => <span className={styles.url} title={url}>{url}</span>, sortBy: ({ url }) => url, fixed: true, width: 'clamp(176px, 24vw, 420px)' },
  { id: 'state', header: 'State', cell: ({ health, last_error }) => <HealthWord health={health} error={last_error} />, sortBy: ({ health }) => HEALTHS.indexOf(health), width: '112px' },
  { id: 'pool', header: 'Job', cell: ({ pool }) => pool, sortBy: ({ pool }) => pool, width: '148px' },
  { id: 'labels', header: 'Labels', cell: (row) => <Labels labels={row.labels} without={elsewhere(row)} /> },
  { id: 'last', header: 'Last scrape', cell: ({ last_scrape }) => (last_scrape ? <Timestamp at={last_scrape} mode="relative" /> : MISSING), sortBy: ({ last_scrape }) => last_scrape, width: '104px' },
  { id: 'duration', header: 'Took', cell: (row) => <DurationBar target={row} />, sortBy: ({ last_duration_seconds }) => last_duration_seconds, align: 'right', width: '152px' },
  { id: 'samples', header: 'Samples', cell: ({ samples }) => (samples === null ? MISSING : thousands(samples)), sortBy: ({ samples }) => samples, align: 'right', width: '112px' },
  { id: 'interval', header: 'Every', cell: ({ interval_seconds }) => formatValue(interval_seconds, 's'), sortBy: ({ interval_seconds }) => interval_seconds, align: 'right', width: '80px', optional: true },
  { id: 'added', header: 'New series', cell: ({ series_added }) => (series_added === null ? MISSING : thousands(series_added)), sortBy: ({ series_added }) => series_added, align: 'right', width: '104px', optional: true },
  { id: 'size', header: 'Size', cell: ({ body_bytes }) => formatValue(body_bytes, 'bytes'), sortBy: ({ body_bytes }) => body_bytes, align: 'right', width: '88px', optional: true },
  { id: 'error', header: 'Error', cell: ({ last_error }) => <span title={last_error}>{last_error}</span>, sortBy: ({ last_error }) => last_error || null, optional: true },
];

type Props = { rows: readonly TargetRow[]; open: string | undefined; onOpen: (key: string) => void };

/** Every target with its last scrape; those in trouble first, a click opens one. */
export function TargetsTable({ rows, open, onOpen }: Props) {
  return (
    <DataTable
      label="Targets"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ key }) => key}
      onRow={({ key }) => onOpen(key)}
      selected={open}
      chooser="targets"
      leastWidth={1120}
      rowTone={({ health }) => (health === 'down' ? 'error' : undefined)}
    />
  );
}
