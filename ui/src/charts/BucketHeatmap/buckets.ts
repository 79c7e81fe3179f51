import type { BucketGrid } from './types';

/** One bucket and what it counted at each instant. */
export type BucketRow = { low: number; high: number; counts: number[] };

/** Buckets of cumulative counts by their upper ends: each has what it counts more than the one below. */
export function bucketRows(cumulative: ReadonlyMap<number, readonly number[]>): BucketRow[] {
  const ends = [...cumulative].toSorted(([a], [b]) => a - b);
  return ends.map(([high, sums], i) => {
    const below = ends[i - 1];
    const low = below ? below[0] : high > 0 ? 0 : Number.NEGATIVE_INFINITY;
    return { low, high, counts: sums.map((sum, column) => Math.max(0, sum - (below?.[1][column] ?? 0))) };
  });
}

/** The grid of some buckets, lowest first, without the empty ones at both ends where nothing happens. */
export function bucketGrid(rows: readonly BucketRow[], times: number[], step: number): BucketGrid {
  const used = rows.map(({ counts }) => counts.some((count) => count > 0));
  const [first, last] = [used.indexOf(true), used.lastIndexOf(true)];
  const shown = first < 0 ? rows : rows.slice(first, last + 1);
  const counts = new Float64Array(times.length * shown.length);
  let max = 0;
  shown.forEach((row, at) =>
    row.counts.forEach((count, column) => {
      counts[column * shown.length + at] = count;
      if (count > max) max = count;
    }),
  );
  return { times, step, rows: shown.map(({ low, high }) => ({ low, high })), counts, max };
}
