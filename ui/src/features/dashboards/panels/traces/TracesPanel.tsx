import { useMemo } from 'react';
import { Link } from '@tanstack/react-router';
import { cssColor } from '@/core/colors';
import { duration, thousands } from '@/core/format';
import { traceLink } from '@/core/links';
import { useServiceTokens } from '@/core/serviceSlots';
import { formatDateTime, formatTime, toSeconds } from '@/core/time';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import type { TraceRow } from '../../model/frames';
import type { BodyProps } from '../parts/props';
import styles from './TracesPanel.module.css';

const LEAST_WIDTH = 480;

/** Traces with how long they took; each leads to itself. */
export function TracesPanel({ data, zone, label, height }: BodyProps) {
  const tokenOf = useServiceTokens();
  const rows = useMemo(() => data.traces ?? [], [data.traces]);
  const columns = useMemo((): Column<TraceRow>[] => {
    const slowest = rows.reduce((most, { duration_ms }) => Math.max(most, duration_ms), 0);
    return [
      {
        id: 'start',
        header: 'Started',
        width: '92px',
        cell: ({ start }) => <span className={styles.time} title={formatDateTime(toSeconds(start), zone, true)}>{formatTime(toSeconds(start), zone)}</span>,
        sortBy: ({ start }) => toSeconds(start),
      },
      {
        id: 'trace',
        header: 'Trace',
        cell: ({ trace_id, root_name, root_service, matched_spans }) => (
          <Link {...traceLink(trace_id, matched_spans[0]?.span_id)} className={styles.trace}>
            <ServiceName name={root_service || 'unknown'} />
            <b>{root_name || 'root span missing'}</b>
          </Link>
        ),
        sortBy: ({ root_name }) => root_name,
      },
      {
        id: 'duration',
        header: 'Duration',
        width: '190px',
        align: 'right',
        cell: ({ duration_ms, error_count, root_service }) => (
          <span className={styles.duration}>
            <span className={styles.track} aria-hidden="true">
              <i style={{ width: `${slowest > 0 ? Math.max(1, (duration_ms / slowest) * 100) : 0}%`, background: error_count > 0 ? 'var(--error-fill)' : cssColor(tokenOf(root_service)) }} />
            </span>
            {duration(duration_ms)}
          </span>
        ),
        sortBy: ({ duration_ms }) => duration_ms,
      },
      { id: 'errors', header: 'Errors', width: '76px', align: 'right', cell: ({ error_count }) => (error_count > 0 ? <b className={styles.errors}>{thousands(error_count)}</b> : ''), sortBy: ({ error_count }) => error_count },
      { id: 'spans', header: 'Spans', width: '76px', align: 'right', cell: ({ span_count }) => thousands(span_count), sortBy: ({ span_count }) => span_count },
    ];
  }, [rows, zone, tokenOf]);
  return (
    <div className={styles.list} style={{ height }}>
      <DataTable fill label={label} columns={columns} rows={rows} rowKey={({ trace_id }) => trace_id} leastWidth={LEAST_WIDTH} />
    </div>
  );
}
