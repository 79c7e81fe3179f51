import type { ChartData, Series } from '@/charts/TimeSeries/types';

/** Counts of equal steps. Points are [epoch seconds of the step's start, count]; steps without records may be missing. */
export type Buckets = { start: number; end: number; step_seconds: number; series: readonly { name: string; points: readonly (readonly number[])[] }[] };

/** How a layer looks, from the bottom of the stack up; several names may be one layer. */
export type Layer = { key: string; label: string; color: string; strength?: number; names: readonly string[] };

/** The stack that the counts draw: layers without a record are left out. */
export function stackOf({ start, end, step_seconds, series }: Buckets, layers: readonly Layer[]): ChartData {
  const times = Array.from({ length: Math.max(0, Math.ceil((end - start) / step_seconds)) }, (_, i) => start + i * step_seconds);
  const drawn = layers.flatMap(({ names, ...look }): Series[] => {
    const counts = new Map<number, number>();
    for (const { name, points } of series) {
      if (names.includes(name)) for (const [time, count] of points) counts.set(time!, (counts.get(time!) ?? 0) + count!);
    }
    return counts.size === 0 ? [] : [{ ...look, values: times.map((time) => counts.get(time) ?? 0) }];
  });
  return { start, end, times, series: drawn, unit: 'short' };
}

/** The interval of the bar that holds an instant. */
export function barAt({ start, step_seconds }: Pick<Buckets, 'start' | 'step_seconds'>, time: number): { start: number; end: number } {
  const from = start + Math.floor((time - start) / step_seconds) * step_seconds;
  return { start: from, end: from + step_seconds };
}
