import { Link } from '@tanstack/react-router';
import type { Schemas } from '@/api/client';
import type { Time } from '@/api/services';
import { formatValue } from '@/core/format';
import { traceLink, tracesLink } from '@/core/links';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { slowQuery, useSlowTraces } from '../api';
import { slowestFirst, type SlowTrace } from './slowestFirst';
import styles from './parts.module.css';

const SHOWN = 10;

const COLUMNS: readonly Column<SlowTrace>[] = [
  {
    id: 'name',
    header: 'Trace',
    fixed: true,
    cell: ({ trace, spanId }) => (
      <Link {...traceLink(trace.trace_id, spanId)} className={`${styles.link} ${styles.mono}`}>
        {trace.root_name || 'unnamed'}
      </Link>
    ),
  },
  { id: 'here', header: 'Here', align: 'right', sortBy: ({ ms }) => ms, cell: ({ ms }) => formatValue(ms, 'ms') },
  { id: 'whole', header: 'Whole trace', align: 'right', sortBy: ({ trace }) => trace.duration_ms, cell: ({ trace }) => formatValue(trace.duration_ms, 'ms') },
  { id: 'spans', header: 'Spans', align: 'right', sortBy: ({ trace }) => trace.span_count, cell: ({ trace }) => formatValue(trace.span_count, 'short') },
  { id: 'at', header: 'Began', align: 'right', sortBy: ({ trace }) => trace.start_ns, cell: ({ trace }) => <span className={styles.quiet}><Timestamp at={trace.start} mode="relative" /></span> },
];

type Props = { time: Time; service: string; p95: Schemas['Service']['p95_ms'] | undefined };

/** The slowest of the newest traces beyond its p95. */
export function SlowTraces({ time, service, p95 }: Props) {
  const query = useSlowTraces(time, service, p95);
  // Without requests there is no p95 to be slower than.
  const traces = p95 === null ? [] : query.data?.traces;
  const more = p95 !== null && p95 !== undefined && (
    <Link {...tracesLink({ query: slowQuery(service, p95) })} className={`${styles.link} ${styles.kind}`}>
      All of them
    </Link>
  );
  return (
    <Panel title="Slowest traces" note={p95 ? `over its p95 of ${formatValue(p95, 'ms')}` : undefined} actions={more}>
      <QueryBody
        query={{ ...query, data: traces }}
        skeleton={<div className={styles.skeleton}><Skeleton height={128} /></div>}
        isEmpty={(found) => found.length === 0}
        empty={<Empty title="No slow traces in this time range" hint="Traces slower than its p95 show here." />}
      >
        {(found) => <DataTable label="Slowest traces" columns={COLUMNS} rows={slowestFirst(found, service).slice(0, SHOWN)} rowKey={({ trace }) => trace.trace_id} />}
      </QueryBody>
    </Panel>
  );
}
