import type { Schemas } from '@/api/client';
import type { Time } from '@/api/services';
import { formatValue, MISSING } from '@/core/format';
import { formatRate } from '@/core/rate';
import { errorTone } from '@/core/severity';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useVersions } from '../api';
import styles from './parts.module.css';

type Version = Schemas['ServiceVersion'];

const COLUMNS: readonly Column<Version>[] = [
  { id: 'version', header: 'Version', fixed: true, sortBy: ({ version }) => version, cell: ({ version }) => <span className={styles.mono}>{version || MISSING}</span> },
  { id: 'environment', header: 'Environment', sortBy: ({ environment }) => environment, cell: ({ environment }) => environment || MISSING },
  { id: 'rate', header: 'Requests/s', align: 'right', sortBy: ({ figures }) => figures.requests_per_second, cell: ({ figures }) => formatRate(figures.requests_per_second) },
  {
    id: 'errors',
    header: 'Errors',
    align: 'right',
    sortBy: ({ figures }) => figures.error_ratio,
    cell: ({ figures }) => <span className={styles.errors} data-tone={errorTone(figures.error_ratio)}>{formatValue(figures.error_ratio, 'ratio')}</span>,
  },
  { id: 'p95', header: 'p95', align: 'right', sortBy: ({ figures }) => figures.p95_ms, cell: ({ figures }) => formatValue(figures.p95_ms, 'ms') },
  { id: 'seen', header: 'Last seen', align: 'right', sortBy: ({ last_seen }) => last_seen, cell: ({ last_seen }) => <span className={styles.quiet}><Timestamp at={last_seen} mode="relative" /></span> },
];

/** The versions that ran in the range, by environment. */
export function Versions({ time, service }: { time: Time; service: string }) {
  const query = useVersions(time, service);
  return (
    <Panel title="Versions" note="newest first">
      <QueryBody
        query={query}
        skeleton={<div className={styles.skeleton}><Skeleton height={48} /></div>}
        isEmpty={({ versions }) => versions.length === 0}
        empty={<Empty title="No requests in this time range" hint="Each version that answers requests is listed here." />}
      >
        {({ versions }) => <DataTable label="Versions" columns={COLUMNS} rows={versions} rowKey={({ version, environment }) => `${version} ${environment}`} />}
      </QueryBody>
    </Panel>
  );
}
