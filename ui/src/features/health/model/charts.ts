import type { Annotation, ChartData } from '@/charts/TimeSeries/types';
import type { LatencyAnswer } from '../api/types';
import { phaseColour, phaseLabel, phaseOrder } from './phases';

type Answer = LatencyAnswer & { start: number; end: number };

/** Every step between the first and the last instant, so that a gap in the checks is a gap in the line. */
function timesOf(instants: readonly number[], step: number): number[] {
  if (instants.length === 0) return [];
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  return Array.from({ length: Math.round((last - first) / step) + 1 }, (_, i) => first + i * step);
}

const on = (times: readonly number[], values: ReadonlyMap<number, number | null>) => times.map((at) => values.get(at) ?? null);

export function latencyChart({ points, start, end }: Answer, step: number): ChartData {
  const times = timesOf(points.map(([at]) => at!), step);
  const values = (column: 1 | 2 | 3) => on(times, new Map(points.map((point) => [point[0]!, point[column] ?? null])));
  const series = [
    { key: 'max', label: 'slowest', color: '--s8', values: values(3) },
    { key: 'p95', label: 'p95', color: '--s1', values: values(2) },
    { key: 'p50', label: 'p50', color: '--s5', values: values(1) },
  ];
  return { start, end, times, unit: 's', series: points.length > 0 ? series : [] };
}

export function phasesChart({ phases, start, end }: Answer, step: number): ChartData {
  const times = timesOf(phases.flatMap(({ points }) => points.map(([at]) => at!)), step);
  const series = phases
    .filter(({ points }) => points.some(([, seconds = 0]) => seconds > 0))
    .toSorted((a, b) => phaseOrder(a.name, b.name))
    .map(({ name, points }) => ({ key: name, label: phaseLabel(name), color: phaseColour(name), values: on(times, new Map(points.map(([at, seconds]) => [at!, seconds ?? null]))) }));
  return { start, end, times, unit: 's', series };
}

/** Times in which checks failed, as bars on top of a chart: steps after each other are one. */
export function failureMarks(failures: readonly (readonly number[])[], step: number): Annotation[] {
  const marks: { time: number; end: number; count: number }[] = [];
  for (const [at = 0, count = 0] of failures) {
    if (count === 0) continue;
    const last = marks.at(-1);
    if (last && at <= last.end) Object.assign(last, { end: at + step, count: last.count + count });
    else marks.push({ time: at, end: at + step, count });
  }
  return marks.map(({ time, end, count }) => ({ time, end, kind: 'incident', label: count === 1 ? '1 check failed' : `${count} checks failed` }));
}
