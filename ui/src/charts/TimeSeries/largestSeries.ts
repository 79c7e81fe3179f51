import { isStack } from './plotData';
import type { ChartData, ChartKind, Series } from './types';

/** More lines than this are a carpet: nobody can tell them apart, and each costs time at every move of the mouse. */
export const MOST_SERIES = 50;
/** How many of too many are drawn. */
export const DRAWN_SERIES = 20;

/**
 * The chart as it can be read: of more than MOST_SERIES the DRAWN_SERIES whose samples add up to most, in their order. A stack
 * keeps its height: what is left out becomes one grey layer on top. `said` tells the reader, undefined when nothing was left out.
 */
export function largestSeries(data: ChartData, kind: ChartKind): { data: ChartData; said?: string } {
  const count = data.series.length;
  if (count <= MOST_SERIES) return { data };
  const bySum = data.series.map((series) => ({ series, sum: sumOf(series.values) })).toSorted((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const kept = new Set([...bySum.slice(0, DRAWN_SERIES).map(({ series }) => series), ...data.series.filter(({ look }) => look?.apart)]);
  const series = data.series.filter((each) => kept.has(each));
  const left = data.series.filter((each) => !kept.has(each));
  return {
    data: { ...data, series: isStack(kind) ? [...series, together(left)] : series },
    said: `${count} series: the ${DRAWN_SERIES} largest are drawn${isStack(kind) ? ', the others as one layer' : ''}`,
  };
}

const sumOf = (values: Series['values']): number => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

function together(series: readonly Series[]): Series {
  const values = series[0]!.values.map((_, i) => {
    const present = series.flatMap((each) => each.values[i] ?? []);
    return present.length === 0 ? null : sumOf(present);
  });
  return { key: '\0others', label: `${series.length} others`, color: '--unknown-fill', values };
}
