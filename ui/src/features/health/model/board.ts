import type { MonitorRow, State } from '../api/types';
import { isFailing, STATES, stateRank } from './state';

export type BoardFilter = { state?: string; group?: string; service?: string; q?: string };

/** A line of the board: the head of a group, or a monitor. */
export type BoardItem = { key: string; head: string; count: number; failing: boolean } | { key: string; monitor: MonitorRow };

export const UNGROUPED = 'Without a group';
export const ATTENTION = 'Needs attention';

/** How many monitors are in each state. */
export function countsOf(monitors: readonly MonitorRow[]): Record<State, number> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  for (const { state } of monitors) counts[state] += 1;
  return counts;
}

/** Those that fit all of the filter. Text looks at name, target, group, service and kind. */
export function matching(monitors: readonly MonitorRow[], { state, group, service, q }: BoardFilter): MonitorRow[] {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return monitors.filter(
    (monitor) =>
      (state === undefined || (state === 'failing' ? isFailing(monitor.state) : monitor.state === state)) &&
      (group === undefined || monitor.group === group) &&
      (service === undefined || monitor.service === service) &&
      words.every((word) => [monitor.name, monitor.target, monitor.group, monitor.service, monitor.kind].some((text) => text.toLowerCase().includes(word))),
  );
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;

/** What fails comes first, whatever its group; symptoms come after what causes them. The rest by group and name. */
export function boardItems(monitors: readonly MonitorRow[]): BoardItem[] {
  const failing = monitors.filter(({ state }) => isFailing(state)).toSorted(worstFirst);
  const groups = new Map<string, MonitorRow[]>();
  for (const monitor of monitors) {
    if (isFailing(monitor.state)) continue;
    const group = monitor.group || UNGROUPED;
    groups.set(group, [...(groups.get(group) ?? []), monitor]);
  }
  const parts: [string, MonitorRow[]][] = [...groups].toSorted(([a], [b]) => Number(a === UNGROUPED) - Number(b === UNGROUPED) || byName(a, b));
  if (failing.length > 0) parts.unshift([ATTENTION, failing]);
  return parts.flatMap(([head, members]) => [
    { key: `group:${head}`, head, count: members.length, failing: head === ATTENTION },
    ...(head === ATTENTION ? members : members.toSorted((a, b) => byName(a.name, b.name))).map(itemOf),
  ]);
}

/** One line for each monitor as it is now: of a thousand, only those that changed are drawn again. */
const lines = new WeakMap<MonitorRow, BoardItem>();

function itemOf(monitor: MonitorRow): BoardItem {
  const known = lines.get(monitor);
  if (known) return known;
  const line: BoardItem = { key: monitor.id, monitor };
  lines.set(monitor, line);
  return line;
}

const worstFirst = (a: MonitorRow, b: MonitorRow): number =>
  Number(a.suppressed_by !== null) - Number(b.suppressed_by !== null) || stateRank(a.state) - stateRank(b.state) || byName(a.since, b.since) || byName(a.name, b.name);
