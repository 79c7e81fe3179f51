import { memo } from 'react';
import { Link } from '@tanstack/react-router';
import { duration, thousands } from '@/core/format';
import { traceLink } from '@/core/links';
import type { TokenOf } from '@/core/serviceSlots';
import { formatDateTime, formatTime, type Zone } from '@/core/time';
import type { TraceLine } from '../model/summary';
import { ServiceDots } from './ServiceDots';
import styles from './TraceRow.module.css';

/** A bar this short still shows. */
const LEAST_SHARE = 0.006;

type Props = { line: TraceLine; slowestMs: number; zone: Zone; withDate: boolean; tokenOf: TokenOf };

/** One trace as a link to it: when, what, how long, and what went wrong. */
function TraceRowOf({ line, slowestMs, zone, withDate, tokenOf }: Props) {
  const { seconds, ms, service, name, rootless, spans, errors, services, match } = line;
  const share = slowestMs > 0 ? Math.max(LEAST_SHARE, ms / slowestMs) : 0;
  return (
    <Link {...traceLink(line.id, match?.spanId)} className={styles.row} data-failed={errors > 0 || undefined}>
      <span className={styles.start} title={formatDateTime(seconds, zone, true)}>
        {withDate && <i className={styles.date}>{formatDateTime(seconds, zone).slice(5, 10)} </i>}
        {formatTime(seconds, zone, true)}
      </span>
      <span className={styles.what}>
        <i className={styles.dot} style={{ background: `var(${tokenOf(service)})` }} />
        <span className={styles.service}>{service}</span>
        <b className={styles.name}>{name}</b>
        {rootless && <em className={styles.aside} title="The span this trace begins with has not arrived, or you may not see it">root span missing</em>}
        {match && !rootless && <span className={styles.aside}>{`↳ ${match.service === service ? '' : `${match.service} `}${match.name}`}</span>}
      </span>
      <span className={styles.errors}>{errors > 0 && `${thousands(errors)} ${errors === 1 ? 'error' : 'errors'}`}</span>
      <span className={styles.duration}>
        <span className={styles.track}>
          <i className={styles.bar} style={{ width: `${share * 100}%`, background: errors > 0 ? 'var(--error-fill)' : `var(${tokenOf(service)})` }} />
        </span>
        <span className={styles.figure}>{duration(ms)}</span>
      </span>
      <span className={styles.spans}>
        {thousands(spans)}
        <span className={styles.unit}> {spans === 1 ? 'span' : 'spans'}</span>
      </span>
      <ServiceDots services={services} tokenOf={tokenOf} />
    </Link>
  );
}

/** Rendered again only when something of its own changed. */
export const TraceRow = memo(TraceRowOf);
