import type { MonitorRef, MonitorRow, Outcome, State } from '../api/types';

export type StateEvent = { name: 'state'; id: string; state: State; since: string; reason: string; message: string; suppressed_by: MonitorRef | null };
/** `at` in epoch seconds. */
export type ResultEvent = { name: 'result'; id: string; at: number; outcome: Outcome; seconds: number; vantage: string };
export type HealthEvent = StateEvent | ResultEvent | { name: 'gone'; id: string } | { name: 'incident' | 'counts' };

/** The monitors after what was heard; the same array when nothing of them changed. `strangers`: somebody changed whom the list does not know. */
export function applyEvents(monitors: MonitorRow[], events: readonly HealthEvent[]): { monitors: MonitorRow[]; strangers: boolean } {
  const changes = new Map<string, Partial<MonitorRow>>();
  for (const event of events) {
    if (event.name === 'state') {
      const { id, state, since, reason, message, suppressed_by } = event;
      changes.set(id, { ...changes.get(id), state, since, reason, message, suppressed_by });
    } else if (event.name === 'result') changes.set(event.id, { ...changes.get(event.id), last_at: new Date(event.at * 1000).toISOString(), last_seconds: event.seconds });
  }
  const gone = new Set(events.flatMap((event) => (event.name === 'gone' ? [event.id] : [])));
  const left = monitors.some(({ id }) => gone.has(id)) ? monitors.filter(({ id }) => !gone.has(id)) : monitors;
  if (changes.size === 0) return { monitors: left, strangers: false };
  let known = 0;
  const next = left.map((monitor) => {
    const change = changes.get(monitor.id);
    if (!change) return monitor;
    known += 1;
    return { ...monitor, ...change };
  });
  return { monitors: known > 0 ? next : left, strangers: known < changes.size };
}
