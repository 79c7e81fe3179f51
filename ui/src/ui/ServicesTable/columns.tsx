import { Link } from '@tanstack/react-router';
import { Sparkline } from '@/charts/Sparkline/Sparkline';
import { formatValue, MISSING, type Unit } from '@/core/format';
import { troubleRecords } from '@/core/levels';
import { formatRate } from '@/core/rate';
import { logsLink, serviceLink, serviceQuery } from '@/core/links';
import { errorTone } from '@/core/severity';
import type { Column } from '@/ui/DataTable/DataTable';
import { shortly } from '@/ui/Findings/words';
import { LevelBar } from '@/ui/LevelBar/LevelBar';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { ServiceRow } from './types';
import styles from './ServicesTable.module.css';

const number = (id: string, header: string, unit: Unit, figure: (row: ServiceRow) => number | null, optional = false): Column<ServiceRow> => ({
  id,
  header,
  align: 'right',
  optional,
  sortBy: figure,
  cell: (row) => formatValue(figure(row), unit),
});

const requests = (row: ServiceRow) => (row.p95_ms === null ? null : row.requests_per_second);

const rate: Column<ServiceRow> = { id: 'rate', header: 'Requests/s', align: 'right', sortBy: requests, cell: (row) => formatRate(requests(row)) };

const p95 = number('p95', 'p95', 'ms', (row) => row.p95_ms);

const errors: Column<ServiceRow> = {
  id: 'errors',
  header: 'Errors',
  align: 'right',
  sortBy: (row) => row.error_ratio,
  cell: (row) => (
    <span className={styles.errors} data-tone={errorTone(row.error_ratio)}>
      {formatValue(row.error_ratio, 'ratio')}
    </span>
  ),
};

/** The service and, in a few words, what is wrong with it. */
const service: Column<ServiceRow> = {
  id: 'service',
  header: 'Service',
  fixed: true,
  sortBy: (row) => row.name,
  cell: ({ name, findings }) => {
    const worst = findings.find(({ over }) => !over);
    return (
      <span className={styles.service}>
        <Link {...serviceLink(name)} className={styles.name}>
          <ServiceName name={name} />
        </Link>
        {worst && (worst.cause.kind === 'service' ? <span className={styles.waits}>{shortly(worst)}</span> : <StatusBadge severity={worst.severity}>{shortly(worst)}</StatusBadge>)}
      </span>
    );
  },
};

const trend: Column<ServiceRow> = {
  id: 'trend',
  header: 'p95 over time',
  width: '132px',
  cell: ({ history, findings }) => (
    <span className={styles.trend}>
      <Sparkline values={history} color={findings.some(({ kind, over }) => kind === 'latency' && !over) ? '--error-fill' : '--unknown-fill'} height={22} />
    </span>
  ),
};

const logs: Column<ServiceRow> = {
  id: 'logs',
  header: 'Log records',
  sortBy: (row) => troubleRecords(row.logs),
  cell: (row) => (
    <Link {...logsLink({ query: serviceQuery(row.name) })} className={styles.logs} aria-label={`Log records of ${row.name}`}>
      <LevelBar logs={row.logs} />
    </Link>
  ),
};

const version: Column<ServiceRow> = {
  id: 'version',
  header: 'Version',
  sortBy: (row) => row.version || null,
  cell: (row) => <span className={styles.version}>{row.version || MISSING}</span>,
};

const environment: Column<ServiceRow> = {
  id: 'environment',
  header: 'Environment',
  sortBy: (row) => row.environments.join(', ') || null,
  cell: (row) => <span className={styles.quiet}>{row.environments.filter(Boolean).join(', ') || MISSING}</span>,
};

const lastSeen: Column<ServiceRow> = {
  id: 'seen',
  header: 'Last seen',
  align: 'right',
  sortBy: (row) => row.last_seen,
  cell: (row) => <span className={styles.quiet}>{row.last_seen ? <Timestamp at={row.last_seen} mode="relative" /> : MISSING}</span>,
};

/** For a glance among other things. */
export const GLANCE: readonly Column<ServiceRow>[] = [service, rate, errors, p95, trend, logs, version, lastSeen];

/** For a page of its own. */
export const EVERYTHING: readonly Column<ServiceRow>[] = [
  service,
  rate,
  errors,
  number('p50', 'p50', 'ms', (row) => row.p50_ms, true),
  p95,
  number('p99', 'p99', 'ms', (row) => row.p99_ms),
  trend,
  logs,
  version,
  environment,
  lastSeen,
];

/** What fits on a phone. */
export const NARROW: readonly Column<ServiceRow>[] = [service, errors, p95];
