import { Link } from '@tanstack/react-router';
import { IconSitemap } from '@tabler/icons-react';
import { formatValue, thousands } from '@/core/format';
import { traceLink } from '@/core/links';
import { useTrace } from '../api';
import { traceFigures } from '../model/traceFigures';
import styles from './TraceSummary.module.css';

/** The trace a record belongs to, in a line, and the way there. A trace that was not kept says so. */
export function TraceSummary({ traceId, spanId }: { traceId: string; spanId: string }) {
  const trace = useTrace(traceId);
  const figures = trace.data && traceFigures(trace.data.spans);
  return (
    <p className={styles.trace}>
      <IconSitemap size={14} stroke={1.6} aria-hidden="true" />
      <span className={styles.text}>
        {figures ? (
          <>
            <b>{figures.name}</b>
            <span className={styles.figures}>
              {formatValue(figures.milliseconds, 'ms')} · {counted(figures.spans, 'span')} · {counted(figures.services, 'service')}
              {figures.errors > 0 && <span className={styles.errors}> · {counted(figures.errors, 'error')}</span>}
            </span>
          </>
        ) : (
          <span className={styles.figures}>{trace.error ? 'The trace was not kept or has not arrived yet' : 'Part of a trace'}</span>
        )}
      </span>
      <Link className={styles.link} {...traceLink(traceId, spanId || undefined)}>
        Open the trace
      </Link>
    </p>
  );
}

const counted = (count: number, noun: string): string => `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
