import type { SpanNode } from './types';

type Interval = { startNs: number; endNs: number };

/** How much of an interval these cover together; what overlaps counts once. */
export function coveredNs(within: Interval, intervals: readonly Interval[]): number {
  let covered = 0;
  let reached = within.startNs;
  for (const { startNs, endNs } of intervals.toSorted((a, b) => a.startNs - b.startNs)) {
    const from = Math.max(reached, startNs);
    const to = Math.min(within.endNs, endNs);
    if (to <= from) continue;
    covered += to - from;
    reached = to;
  }
  return covered;
}

/** The time of a span in which none of its children ran. */
export const selfTimeNs = (node: SpanNode): number => node.durationNs - coveredNs(node, node.children);

/** Self time per service, most first. */
export function selfTimeByService(nodes: readonly SpanNode[]): { service: string; selfNs: number }[] {
  const sums = new Map<string, number>();
  for (const { span, selfNs } of nodes) sums.set(span.service, (sums.get(span.service) ?? 0) + selfNs);
  return [...sums].map(([service, selfNs]) => ({ service, selfNs })).toSorted((a, b) => b.selfNs - a.selfNs);
}
