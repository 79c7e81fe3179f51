import { formatValue, MISSING, thousands } from '@/core/format';
import { toSeconds } from '@/core/time';
import { DataTable, type Column, type Sort } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { Metric } from '../api';
import { lastUsed, mainSender } from '../model/words';
import { LastSeen } from './LastSeen';
import { SenderName } from './SenderName';
import styles from './MetricsTable.module.css';

const used = (metric: Metric) => {
  const at = lastUsed(metric);
  return at === null ? null : toSeconds(at);
};

const COLUMNS: readonly Column<Metric>[] = [
  { id: 'name', header: 'Metric', cell: ({ name }) => <span className={styles.name} title={name}>{name}</span>, sortBy: ({ name }) => name, fixed: true, width: 'clamp(176px, 25vw, 400px)' },
  { id: 'series', header: 'Series', cell: ({ series }) => thousands(series), sortBy: ({ series }) => series, align: 'right', width: '80px' },
  { id: 'type', header: 'Type', cell: (metric) => <TypeName metric={metric} />, sortBy: ({ type }) => type || null, width: '96px' },
  { id: 'unit', header: 'Unit', cell: ({ unit }) => <span title={unit}>{unit || MISSING}</span>, sortBy: ({ unit }) => unit || null, width: '104px' },
  { id: 'sender', header: 'Sent by', cell: (metric) => <SenderName metric={metric} />, sortBy: (metric) => mainSender(metric)?.value, width: '160px' },
  { id: 'used', header: 'Last used', cell: (metric) => <LastUsed metric={metric} />, sortBy: used, align: 'right', width: '124px' },
  { id: 'last', header: 'Last seen', cell: (metric) => <LastSeen metric={metric} />, sortBy: ({ last_seen }) => toSeconds(last_seen), align: 'right', width: '104px' },
  { id: 'first', header: 'First seen', cell: ({ first_seen }) => <Timestamp at={first_seen} mode="relative" />, sortBy: ({ first_seen }) => toSeconds(first_seen), align: 'right', width: '104px', optional: true },
  { id: 'samples', header: 'Samples/day', cell: ({ samples_per_day: samples }) => (samples === null ? MISSING : `≈ ${formatValue(samples, 'short')}`), sortBy: ({ samples_per_day: samples }) => samples, align: 'right', width: '112px', optional: true },
  { id: 'help', header: 'Help', cell: ({ help }) => <span className={styles.help} title={help}>{help}</span> },
];

type Props = { metrics: readonly Metric[]; open: string | undefined; onOpen: (name: string) => void; sort: Sort; onSort: (sort: Sort) => void };

/** The catalogue: a line per metric, a click opens it. */
export function MetricsTable({ metrics, open, onOpen, sort, onSort }: Props) {
  return (
    <DataTable
      label="Metrics"
      columns={COLUMNS}
      rows={metrics}
      rowKey={({ name }) => name}
      onRow={({ name }) => onOpen(name)}
      selected={open}
      chooser="metrics"
      sort={sort}
      onSort={onSort}
      leastWidth={1000}
      fill
    />
  );
}

function TypeName({ metric: { type, type_guessed } }: { metric: Metric }) {
  if (!type) return <span className={styles.unsaid} title="Its sender did not say">{MISSING}</span>;
  return type_guessed ? <span className={styles.unsaid} title="Guessed from the name: its sender did not say">{type} ?</span> : type;
}

function LastUsed({ metric }: { metric: Metric }) {
  const at = lastUsed(metric);
  return at === null ? <span className={styles.unsaid} title="No query, rule, dashboard or alert named it since uses are recorded">not yet</span> : <Timestamp at={at} mode="relative" />;
}
