import { useMemo } from 'react';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '@/api/client';
import type { Time } from '@/api/services';
import { ShareBar } from '@/charts/Bars/ShareBar';
import { formatValue, percent } from '@/core/format';
import { formatRate } from '@/core/rate';
import { serviceQuery, tracesLink } from '@/core/links';
import { spellValue } from '@/core/search/spelling';
import { errorTone } from '@/core/severity';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useOperations } from '../api';
import styles from './parts.module.css';

type Operation = Schemas['ServiceOperation'];

/** What it does: requests it answers first, then steps within them. Each leads to its traces. */
export function Operations({ time, service }: { time: Time; service: string }) {
  const query = useOperations(time, service);
  const columns = useMemo(() => columnsOf(service), [service]);
  const entries = query.data?.operations.filter(({ entry }) => entry).length;
  return (
    <Panel title="Operations" note={query.data && `${entries} answered · ${query.data.operations.length - entries!} steps within`}>
      <QueryBody
        query={query}
        skeleton={<div className={styles.skeleton}><Skeleton height={128} /></div>}
        isEmpty={({ operations }) => operations.length === 0}
        empty={<Empty title="No requests in this time range" hint="Operations are the names of its spans." />}
      >
        {({ operations }) => <DataTable label="Operations" columns={columns} rows={operations} rowKey={({ name, kind }) => `${kind} ${name}`} chooser="operations" />}
      </QueryBody>
    </Panel>
  );
}

const milliseconds = (id: 'p50_ms' | 'p95_ms' | 'p99_ms', header: string, optional = false): Column<Operation> => ({
  id,
  header,
  optional,
  align: 'right',
  sortBy: (row) => row[id],
  cell: (row) => formatValue(row[id], 'ms'),
});

const columnsOf = (service: string): readonly Column<Operation>[] => [
  {
    id: 'name',
    header: 'Operation',
    fixed: true,
    sortBy: ({ name }) => name,
    cell: ({ name, kind, entry }) => (
      <>
        <Link {...tracesLink({ query: `${serviceQuery(service)} name:${spellValue(name)}` })} className={`${styles.link} ${styles.mono}`}>
          {name}
        </Link>
        <span className={styles.kind}>{entry ? '' : kind.toLowerCase() || 'step'}</span>
      </>
    ),
  },
  {
    id: 'share',
    header: 'Share of time',
    width: '120px',
    sortBy: ({ time_share }) => time_share,
    cell: ({ time_share }) =>
      time_share === null ? null : (
        <ShareBar label={`${percent(time_share)} of the time`} shares={[{ key: 'own', label: 'own', value: time_share, color: '--s1' }, { key: 'rest', label: 'rest', value: 1 - time_share, color: '--sunken' }]} />
      ),
  },
  { id: 'rate', header: 'Requests/s', align: 'right', sortBy: ({ requests_per_second }) => requests_per_second, cell: ({ requests_per_second }) => formatRate(requests_per_second) },
  {
    id: 'errors',
    header: 'Errors',
    align: 'right',
    sortBy: ({ error_ratio }) => error_ratio,
    cell: ({ error_ratio }) => <span className={styles.errors} data-tone={errorTone(error_ratio)}>{formatValue(error_ratio, 'ratio')}</span>,
  },
  milliseconds('p50_ms', 'p50'),
  milliseconds('p95_ms', 'p95'),
  milliseconds('p99_ms', 'p99', true),
];
