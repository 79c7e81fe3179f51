import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { logsAt } from '@/core/links';
import { CodeView } from '@/ui/CodeView/CodeView';
import { KeyValues } from '@/ui/KeyValues/KeyValues';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { Timeline, type TimelineEntry } from '@/ui/Timeline/Timeline';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { happeningsOf, type Happening, type TraceLog } from '../model/happenings';
import type { SpanNode, Trace } from '../model/types';
import { offsetNs } from './time';
import styles from './SpanHappenings.module.css';

type Props = { trace: Trace; node: SpanNode; logs: readonly TraceLog[]; pending: boolean };

/** The events a span recorded and the log lines written in it, in one order of time. */
export function SpanHappenings({ trace, node, logs, pending }: Props) {
  const happenings = happeningsOf(node, logs, trace.startNs);
  if (pending) return <Skeleton height={48} />;
  if (happenings.length === 0) return null;
  const counts = [counted(logs.length, 'log line'), counted(node.span.events.length, 'event')].filter(Boolean).join(', ');
  return (
    <section>
      <h3 className={styles.heading}>
        What happened <span className={styles.counts}>{counts}</span>
      </h3>
      <Timeline label="What happened" entries={happenings.map((each) => entryOf(each, node))} />
    </section>
  );
}

function entryOf(happening: Happening, node: SpanNode): TimelineEntry {
  const { key, tone, seconds, atNs } = happening;
  const at = (
    <>
      {offsetNs(atNs - node.startNs)} <Timestamp at={seconds} mode="time" />
    </>
  );
  if ('log' in happening) {
    const { log } = happening;
    const link = logsAt(seconds, log.service);
    return {
      key,
      at,
      tone,
      kind: log.level,
      title: log.body,
      detail: stackOf(log.attributes),
      action: (
        <Link className={styles.link} {...link} search={{ ...link.search, sel: log.id }}>
          In the logs
        </Link>
      ),
    };
  }
  const { name, attributes } = happening.event;
  const exception = [attributes['exception.type'], attributes['exception.message']].filter(Boolean).join(': ');
  const rest = Object.entries(attributes).filter(([field]) => !EXCEPTION_FIELDS.has(field));
  return {
    key,
    at,
    tone,
    kind: exception ? name : 'event',
    title: exception || name,
    detail: (
      <>
        {stackOf(attributes)}
        {rest.length > 0 && <KeyValues label={`Fields of ${name}`} entries={rest.map(([field, value]) => ({ key: field, value }))} />}
      </>
    ),
  };
}

const EXCEPTION_FIELDS = new Set(['exception.type', 'exception.message', 'exception.stacktrace', 'exception.escaped']);

function stackOf(attributes: Readonly<Record<string, string>>): ReactNode {
  const stack = attributes['exception.stacktrace'];
  return stack ? <CodeView label="Stack trace" code={stack} /> : undefined;
}

const counted = (count: number, what: string): string => (count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`);
