import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { formatValue, thousands } from '@/core/format';
import { toLevel } from '@/core/levels';
import { logsAt, traceLink, type LinkTarget } from '@/core/links';
import { toSeconds } from '@/core/time';
import { useZone } from '@/core/timeZone';
import { ChangesFeed } from '@/ui/ChangesFeed/ChangesFeed';
import { LogLine } from '@/ui/LogLines/LogLine';
import type { Evidence, TraceOfCheck } from '../api/results';
import styles from './Around.module.css';

/** What else happened when a check failed: its own trace, failing ones of the service, log records, new kinds of them, and what had changed. */
export function Around({ evidence, service }: { evidence: Evidence; service: string }) {
  const { result, trace, traces, logs, patterns_new, changes, traffic } = evidence;
  const zone = useZone();
  const others = traces.filter(({ trace_id }) => trace_id !== trace?.trace_id);
  if (!trace && !traffic && others.length + logs.length + patterns_new.length + changes.length === 0) return null;
  return (
    <div className={styles.around}>
      {(trace || others.length > 0) && (
        <Part title="Traces">
          <ul className={styles.list}>
            {trace && <TraceItem trace={trace} own />}
            {others.map((each) => (
              <TraceItem key={each.trace_id} trace={each} />
            ))}
          </ul>
        </Part>
      )}
      {traffic && traffic.calls > 0 && (
        <Part title="Real traffic of those minutes">
          <p className={styles.traffic}>
            {thousands(traffic.calls)} calls, {formatValue(traffic.error_ratio, 'ratio')} failed
            {traffic.usual_error_ratio !== null && <span className={styles.aside}> (usually {formatValue(traffic.usual_error_ratio, 'ratio')})</span>}, p95 {formatValue(traffic.p95_ms, 'ms')}
            {traffic.usual_p95_ms !== null && <span className={styles.aside}> (usually {formatValue(traffic.usual_p95_ms, 'ms')})</span>}
          </p>
        </Part>
      )}
      {changes.length > 0 && (
        <Part title="What had changed">
          <ChangesFeed label="What had changed" changes={changes} />
        </Part>
      )}
      {(logs.length > 0 || patterns_new.length > 0) && (
        <Part title="Log records" wide link={logsAt(toSeconds(result.at), service || undefined)}>
          {patterns_new.map(({ template, count }) => (
            <p key={template} className={styles.pattern}>
              <span className={styles.new}>new</span> <code>{template}</code> {thousands(count)} ×
            </p>
          ))}
          <ul className={styles.lines}>
            {logs.map(({ time, level, service: from, body }, i) => (
              <li key={`${time} ${i}`}>
                <LogLine row={{ id: String(i), seconds: toSeconds(time), level: toLevel(level), service: from, body }} zone={zone} />
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}

const TraceItem = ({ trace: { trace_id, root, duration_ms, errors }, own = false }: { trace: TraceOfCheck; own?: boolean }) => (
  <li>
    <Link {...traceLink(trace_id)} className={styles.trace}>
      <span className={styles.root}>{root || trace_id}</span>
      {own && <span className={styles.aside}>of this check</span>}
      {errors > 0 && <span className={styles.errors}>{errors === 1 ? '1 error' : `${thousands(errors)} errors`}</span>}
      <span className={styles.aside}>{formatValue(duration_ms, 'ms')}</span>
    </Link>
  </li>
);

const Part = ({ title, wide, link, children }: { title: string; wide?: boolean; link?: LinkTarget; children: ReactNode }) => (
  <section className={styles.part} data-wide={wide || undefined}>
    <h3>
      {title}
      {link && (
        <Link {...link} className={styles.all}>
          all of that minute
        </Link>
      )}
    </h3>
    {children}
  </section>
);
