import type { Series } from '@/charts/TimeSeries/types';

/** A server's answer over time: points are [epoch seconds of the step's start, count]; steps without records may be missing. */
export type Timeline = { start: number; end: number; step_seconds: number; series: { points: number[][] }[] };

/** The start of every step in the range, aligned as the points are. */
export function stepsOf({ start, end, step_seconds, series }: Timeline): number[] {
  const anchor = series.find(({ points }) => points.length > 0)?.points[0]?.[0] ?? start;
  const first = anchor - Math.floor((anchor - start) / step_seconds) * step_seconds;
  const times: number[] = [];
  for (let time = first; time < end; time += step_seconds) times.push(time);
  return times;
}

/** Counts on the given steps. A step without a point counts nothing: here 0 is the truth, not a guess. */
export function countsOn(times: readonly number[], points: readonly number[][]): number[] {
  const known = new Map(points.map(([time, count]) => [time, count]));
  return times.map((time) => known.get(time) ?? 0);
}

/** Counts as rates. A step that has not ended yet has no rate: it would draw a fall that never happened. */
export function ratesOn(times: readonly number[], counts: readonly number[], stepSeconds: number, nowSeconds: number): (number | null)[] {
  return counts.map((count, i) => (times[i]! + stepSeconds > nowSeconds ? null : count / stepSeconds));
}

/** At most `limit` series, largest first; the rest is added up as one. */
export function largestSeries(series: readonly Series[], limit: number): Series[] {
  const sum = ({ values }: Series) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const sorted = series.toSorted((a, b) => sum(b) - sum(a));
  if (sorted.length <= limit) return sorted;
  const rest = sorted.slice(limit - 1);
  const values = rest[0]!.values.map((_, i) => (rest[0]!.values[i] === null ? null : rest.reduce((total, each) => total + (each.values[i] ?? 0), 0)));
  return [...sorted.slice(0, limit - 1), { key: 'other', label: `${rest.length} others`, color: '--s12', values }];
}
