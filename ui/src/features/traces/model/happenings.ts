import type { Schemas } from '@/api/client';
import { toLevel, type Level } from '@/core/levels';
import { grouped } from './grouped';
import type { SpanNode, TraceSpan } from './types';

export type TraceLog = Schemas['LogRow'];
export type SpanEvent = TraceSpan['events'][number];

/** Something at one instant of a span: an event it recorded, or a log line written in it. */
export type Happening = { key: string; atNs: number; seconds: number; tone: Level } & ({ event: SpanEvent } | { log: TraceLog });

const NS_PER_SECOND = 1e9;

/** The log lines by span id. */
export const logsBySpan = (logs: readonly TraceLog[]): ReadonlyMap<string, TraceLog[]> => grouped(logs, ({ span_id }) => span_id);

/** Events and log lines of a span, by time; `atNs` counts from the trace's start. */
export function happeningsOf({ span }: SpanNode, logs: readonly TraceLog[], traceStart: bigint): Happening[] {
  const at = (ns: string) => ({ atNs: Number(BigInt(ns) - traceStart), seconds: Number(BigInt(ns)) / NS_PER_SECOND });
  const events = span.events.map((event, i): Happening => ({ key: `event:${i}`, ...at(event.time_ns), tone: isException(event) ? 'error' : 'unknown', event }));
  const lines = logs.map((log): Happening => ({ key: log.id, ...at(log.timestamp_ns), tone: toLevel(log.level), log }));
  return [...events, ...lines].toSorted((a, b) => a.atNs - b.atNs);
}

export const isException = (event: SpanEvent): boolean => event.name === 'exception' || 'exception.type' in event.attributes;
