import { Link } from '@tanstack/react-router';
import { IconListSearch } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import { logsLink, serviceLink } from '@/core/links';
import { useServiceTokens } from '@/core/serviceSlots';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { Trace } from '../model/types';
import { SelfTimes } from './SelfTimes';
import { shownNs } from './time';
import styles from './TraceHeader.module.css';

/** Log lines of a trace may come a little before its first span and after its last. */
const AROUND_MS = 60_000;
const NS_PER_MS = 1e6;

/** What the trace is, how long it took, and which services took that time. */
export function TraceHeader({ trace, traceId }: { trace: Trace; traceId: string }) {
  const { span } = trace.root;
  const serviceToken = useServiceTokens();
  const startMs = trace.startSeconds * 1000;
  const within = { from: String(Math.floor(startMs - AROUND_MS)), to: String(Math.ceil(startMs + trace.durationNs / NS_PER_MS + AROUND_MS)) };
  return (
    <header className={styles.header}>
      <div className={styles.name}>
        <p className={styles.operation}>
          <i className={styles.service} style={{ background: `var(${serviceToken(span.service)})` }} aria-hidden="true" />
          <Link className={styles.link} {...serviceLink(span.service)}>
            {span.service}
          </Link>{' '}
          <span title={span.name}>{span.name}</span>
        </p>
        <p className={styles.facts}>
          <span className={styles.id} title={traceId}>
            {traceId.slice(0, 16)}…
          </span>
          <CopyButton quiet iconOnly value={traceId} label="Copy the trace id" />
          <Timestamp at={trace.startSeconds} />
          <Link className={styles.logs} {...logsLink({ query: `trace_id:${traceId}`, ...within })}>
            <IconListSearch size={14} aria-hidden="true" />
            Search its logs
          </Link>
        </p>
      </div>
      <dl className={styles.figures}>
        <Figure name="Duration" value={shownNs(trace.durationNs)} />
        <Figure name="Spans" value={thousands(trace.nodes.length)} />
        <Figure name="Services" value={String(trace.services.length)} />
        <Figure name="Errors" value={thousands(trace.failed.length)} bad={trace.failed.length > 0} />
      </dl>
      <SelfTimes services={trace.services} />
    </header>
  );
}

function Figure({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-bad={bad || undefined}>{value}</dd>
    </div>
  );
}
