import { Link } from '@tanstack/react-router';
import { MISSING, thousands } from '@/core/format';
import { metricCatalogueLink, metricsLink, serviceLink, sourceCatalogueLink } from '@/core/links';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import type { CardinalityAnswer } from '../api';
import { byLabel, withPair } from '../../model/queries';
import styles from './TopLists.module.css';

type Row<Key extends keyof CardinalityAnswer> = CardinalityAnswer[Key] extends (infer Item)[] | null ? Item : never;

const count = (value: number | null) => (value === null ? MISSING : thousands(value));

const METRICS: readonly Column<Row<'metrics'>>[] = [
  { id: 'name', header: 'Metric', cell: ({ name }) => <Link {...metricCatalogueLink(name)} className={styles.name} title={name}>{name}</Link>, sortBy: ({ name }) => name, fixed: true },
  { id: 'series', header: 'Series', cell: ({ series }) => thousands(series), sortBy: ({ series }) => series, align: 'right', width: '76px' },
  { id: 'hour', header: 'An hour ago', cell: (row) => count(row.series_1h_ago), sortBy: (row) => row.series_1h_ago, align: 'right', width: '100px' },
  { id: 'day', header: 'A day ago', cell: (row) => count(row.series_24h_ago), sortBy: (row) => row.series_24h_ago, align: 'right', width: '88px' },
  { id: 'new', header: 'New in 1 h', cell: (row) => thousands(row.new_last_hour), sortBy: (row) => row.new_last_hour, align: 'right', width: '96px' },
];

const GROWING: readonly Column<Row<'growing'>>[] = [
  METRICS[0]!,
  { id: 'grown', header: 'Grown by', cell: ({ grown }) => `+${thousands(grown)}`, sortBy: ({ grown }) => grown, align: 'right', width: '92px' },
  ...METRICS.slice(1, -1),
];

const LABELS: readonly Column<Row<'labels'>>[] = [
  { id: 'name', header: 'Label', cell: ({ name }) => <Link {...metricsLink([byLabel(name)])} className={styles.name} title="Its values in the explorer">{name}</Link>, sortBy: ({ name }) => name, fixed: true },
  { id: 'values', header: 'Values', cell: ({ values }) => thousands(values), sortBy: ({ values }) => values, align: 'right', width: '96px' },
  { id: 'series', header: 'Series', cell: ({ series }) => thousands(series), sortBy: ({ series }) => series, align: 'right', width: '96px' },
];

const PAIRS: readonly Column<Row<'pairs'>>[] = [
  { id: 'pair', header: 'Label and value', cell: ({ name, value }) => <Link {...metricsLink([withPair(name, value)])} className={styles.name} title={`${name}="${value}": its metrics in the explorer`}>{`${name}="${value}"`}</Link>, sortBy: ({ name, value }) => `${name}=${value}`, fixed: true },
  { id: 'series', header: 'Series', cell: ({ series }) => thousands(series), sortBy: ({ series }) => series, align: 'right', width: '96px' },
];

const SOURCES: readonly Column<Row<'targets'>>[] = [
  { id: 'job', header: 'Job', cell: ({ job }) => (job ? <Link {...sourceCatalogueLink(job)} title="Its metrics">{job}</Link> : <span className={styles.none}>none</span>), sortBy: ({ job }) => job, fixed: true },
  { id: 'service', header: 'Service', cell: ({ service_name: name }) => name && <Link {...serviceLink(name)}><ServiceName name={name} /></Link>, sortBy: ({ service_name: name }) => name },
  { id: 'instance', header: 'Instance', cell: ({ instance }) => <span className={styles.name}>{instance}</span>, sortBy: ({ instance }) => instance },
  { id: 'series', header: 'Series', cell: ({ series }) => thousands(series), sortBy: ({ series }) => series, align: 'right', width: '76px' },
  { id: 'metrics', header: 'Metrics', cell: ({ metrics }) => thousands(metrics), sortBy: ({ metrics }) => metrics, align: 'right', width: '80px' },
];

/** Of tables in px: names give way, numbers never. */
const LEAST = { many: 580, some: 460, few: 340 };
const LARGEST = { id: 'series', descending: true };
const FASTEST = { id: 'grown', descending: true };
const MOST_VALUES = { id: 'values', descending: true };

/** Where the series are: by metric, by sender, by label, and by label and value. Each leads to its metrics or its series. */
export function TopLists({ answer }: { answer: CardinalityAnswer }) {
  return (
    <div className={styles.lists}>
      <Panel title="Metrics" note="with the most series">
        <DataTable label="Metrics with the most series" columns={METRICS} rows={answer.metrics} rowKey={({ name }) => name} sort={LARGEST} leastWidth={LEAST.many} />
      </Panel>
      <Panel title="Senders" note="of the most series">
        <DataTable label="Senders of the most series" columns={SOURCES} rows={answer.targets} rowKey={(row) => JSON.stringify([row.job, row.service_name, row.instance])} sort={LARGEST} leastWidth={LEAST.some} />
      </Panel>
      <Panel title="Growing" note="fastest within a day">
        {answer.growing.length > 0 ? (
          <DataTable label="Metrics that grow fastest" columns={GROWING} rows={answer.growing} rowKey={({ name }) => name} sort={FASTEST} leastWidth={LEAST.many} />
        ) : (
          <Empty title="No metric grows" hint={answer.totals.series_1h_ago === null ? 'Series are stored for less than an hour: growth can be told later.' : 'None has more series than an hour or a day ago.'} />
        )}
      </Panel>
      <Panel title="Labels" note="with the most values">
        <DataTable label="Labels with the most values" columns={LABELS} rows={answer.labels} rowKey={({ name }) => name} sort={MOST_VALUES} leastWidth={LEAST.few} />
      </Panel>
      <Panel title="Labels and values" note="on the most series" className={styles.wide}>
        <DataTable label="Labels and values on the most series" columns={PAIRS} rows={answer.pairs} rowKey={({ name, value }) => JSON.stringify([name, value])} sort={LARGEST} leastWidth={LEAST.few} />
      </Panel>
    </div>
  );
}
