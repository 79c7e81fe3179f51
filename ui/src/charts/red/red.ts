import type { ChartData, Series } from '@/charts/TimeSeries/types';
import type { TokenOf } from '@/core/serviceSlots';
import type { Unit } from '@/core/format';

/** Requests of one service, or of all, per step; steps without requests are left out. Times are epoch seconds of the step's start. */
export type RedColumns = { service: string; times: number[]; calls: number[]; errors: number[]; p50_ms: number[]; p95_ms: number[]; p99_ms: number[] };
type Steps = { start: number; end: number; step_seconds: number };

/** The start of every step. */
export function stepsOf({ start, end, step_seconds }: Steps): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((end - start) / step_seconds)) }, (_, i) => start + i * step_seconds);
}

/** One figure of a service on the given steps, missing where nothing was measured. */
export function figureOn(times: readonly number[], columns: RedColumns, figure: (columns: RedColumns, i: number) => number): (number | null)[] {
  const at = new Map(columns.times.map((time, i) => [time, i]));
  return times.map((time) => {
    const i = at.get(time);
    return i === undefined ? null : figure(columns, i);
  });
}

export const p50Of = ({ p50_ms }: RedColumns, i: number): number => p50_ms[i]!;
export const p95Of = ({ p95_ms }: RedColumns, i: number): number => p95_ms[i]!;
export const p99Of = ({ p99_ms }: RedColumns, i: number): number => p99_ms[i]!;
export const errorRatioOf = ({ calls, errors }: RedColumns, i: number): number => errors[i]! / calls[i]!;

/** Counts as rates per second. A step without requests had none; one that has not ended yet has no rate: it would draw a fall that never happened. */
export function ratesOn(times: readonly number[], { times: known, calls }: RedColumns, stepSeconds: number, nowSeconds: number): (number | null)[] {
  const counts = new Map(known.map((time, i) => [time, calls[i]!]));
  return times.map((time) => (time + stepSeconds > nowSeconds ? null : (counts.get(time) ?? 0) / stepSeconds));
}

/** [step's start, count] on the given steps: here 0 is the truth, not a guess. */
export function countsOn(times: readonly number[], points: readonly number[][]): number[] {
  const known = new Map(points.map(([time, count]) => [time, count]));
  return times.map((time) => known.get(time) ?? 0);
}

/** One figure of the busiest services as lines. */
export function byService(
  timeline: Steps & { services: RedColumns[] },
  figure: (columns: RedColumns, i: number) => number,
  unit: Unit,
  tokenOf: TokenOf,
  limit: number,
): ChartData {
  const times = stepsOf(timeline);
  const calls = (columns: RedColumns) => columns.calls.reduce((sum, each) => sum + each, 0);
  const busiest = timeline.services.toSorted((a, b) => calls(b) - calls(a)).slice(0, limit);
  const series = busiest.map((columns): Series => ({
    key: columns.service,
    label: columns.service,
    color: tokenOf(columns.service),
    values: figureOn(times, columns, figure),
  }));
  return { start: timeline.start, end: timeline.end, times, series, unit };
}
