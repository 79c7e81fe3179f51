import { readStored, writeStored } from './stored';

/** A trace somebody looked at in this browser: enough to recognise it by. */
export type RecentTrace = { traceId: string; name: string; service: string; durationMs: number; failed: boolean };

const STORAGE_KEY = 'sardonyx-recent-traces';
const KEPT = 12;

/** The trace page calls this when it shows a trace; the palette offers the newest again. */
export function rememberTrace(trace: RecentTrace): void {
  const others = recentTraces().filter(({ traceId }) => traceId !== trace.traceId);
  writeStored(STORAGE_KEY, [trace, ...others].slice(0, KEPT));
}

/** The traces looked at last, newest first. */
export function recentTraces(): RecentTrace[] {
  const kept = readStored(STORAGE_KEY);
  return Array.isArray(kept) ? kept.filter(isTrace) : [];
}

function isTrace(value: unknown): value is RecentTrace {
  const trace = value as RecentTrace | null;
  return typeof trace?.traceId === 'string' && typeof trace.name === 'string' && typeof trace.service === 'string' && typeof trace.durationMs === 'number';
}
