import { Link } from '@tanstack/react-router';
import type { Schemas } from '@/api/client';
import { formatValue } from '@/core/format';
import { formatRate } from '@/core/rate';
import { serviceLink } from '@/core/links';
import { errorTone } from '@/core/severity';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './parts.module.css';

type Caller = Schemas['Caller'];

const COLUMNS: readonly Column<Caller>[] = [
  {
    id: 'name',
    header: 'Caller',
    fixed: true,
    sortBy: ({ name }) => name,
    cell: ({ name }) => (
      <Link {...serviceLink(name)} className={styles.link}>
        <ServiceName name={name} />
      </Link>
    ),
  },
  { id: 'rate', header: 'Calls/s', align: 'right', sortBy: ({ calls_per_second }) => calls_per_second, cell: ({ calls_per_second }) => formatRate(calls_per_second) },
  {
    id: 'errors',
    header: 'Errors',
    align: 'right',
    sortBy: ({ error_ratio }) => error_ratio,
    cell: ({ error_ratio }) => <span className={styles.errors} data-tone={errorTone(error_ratio)}>{formatValue(error_ratio, 'ratio')}</span>,
  },
  { id: 'p50', header: 'p50', align: 'right', sortBy: ({ p50_ms }) => p50_ms, cell: ({ p50_ms }) => formatValue(p50_ms, 'ms') },
  { id: 'p95', header: 'p95', align: 'right', sortBy: ({ p95_ms }) => p95_ms, cell: ({ p95_ms }) => formatValue(p95_ms, 'ms') },
];

/** Who calls it, and how long that takes as they see it. */
export function Callers({ query }: { query: PanelQuery<Schemas['TimeSpentResponse']> }) {
  return (
    <Panel title="Callers" note="as they see it, network included">
      <QueryBody
        query={query}
        skeleton={<div className={styles.skeleton}><Skeleton height={48} /></div>}
        isEmpty={({ callers }) => callers.length === 0}
        empty={<Empty title="No other service calls it" hint="Or callers send no traces, or do not hand theirs on." />}
      >
        {({ callers }) => <DataTable label="Callers" columns={COLUMNS} rows={callers} rowKey={({ name }) => name} />}
      </QueryBody>
    </Panel>
  );
}
