import type { Series } from '../../model/frames';

/** The samples of several series at the same instants: those of all of them, missing where one has none. */
export function aligned(series: readonly Pick<Series, 'times' | 'values'>[]): { times: number[]; columns: (number | null)[][] } {
  const first = series[0];
  if (!first) return { times: [], columns: [] };
  if (series.every(({ times }) => sameTimes(times, first.times))) return { times: [...first.times], columns: series.map(({ values }) => [...values]) };
  const times = [...new Set(series.flatMap((each) => each.times))].toSorted((a, b) => a - b);
  const places = new Map(times.map((time, i) => [time, i]));
  const columns = series.map((each) => {
    const column: (number | null)[] = times.map(() => null);
    each.times.forEach((time, i) => {
      column[places.get(time)!] = each.values[i] ?? null;
    });
    return column;
  });
  return { times, columns };
}

const sameTimes = (a: readonly number[], b: readonly number[]): boolean => a === b || (a.length === b.length && a.every((time, i) => time === b[i]));
