import type { ScatterPoint } from '@/charts/Scatter/types';
import { thousands } from '@/core/format';
import type { TokenOf } from '@/core/serviceSlots';
import type { TracePoints } from '../../api';

/** The server's columns as dots; the id of a dot is its trace. */
export function dotsOf({ points }: TracePoints, tokenOf: TokenOf): ScatterPoint[] {
  return points.trace_id.map((id, i) => ({
    id,
    seconds: points.start[i]!,
    ms: points.duration_ms[i]!,
    failed: points.error[i]!,
    color: tokenOf(points.service[i]!),
    label: `${points.service[i]!} · ${points.name[i]!}`,
  }));
}

/** The services of the dots, those with most of them first. */
export function servicesOf({ points }: TracePoints): string[] {
  const counts = new Map<string, number>();
  for (const service of points.service) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts].toSorted(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([service]) => service);
}

/** The longest duration of all, in ms; the slowest are never left out of the answer. */
export const slowestOf = (answer: TracePoints | undefined): number => (answer?.points.duration_ms ?? []).reduce((slowest, ms) => Math.max(slowest, ms), 0);

/** What the picture leaves out, in words; undefined when it shows every trace. */
export function leftOut({ points, total, sampled, estimated }: TracePoints): string | undefined {
  if (!sampled) return undefined;
  const all = `${estimated ? 'about ' : ''}${thousands(total)}`;
  return `${thousands(points.trace_id.length)} of ${all} drawn: the slowest, failed ones, a fair sample of the rest`;
}
