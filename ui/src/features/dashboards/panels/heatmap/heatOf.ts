import { bucketGrid, bucketRows, type BucketRow } from '@/charts/BucketHeatmap/buckets';
import type { BucketGrid } from '@/charts/BucketHeatmap/types';
import { toNumber } from '@/core/promql/answers';
import type { Series } from '../../model/frames';
import { roundSize } from '../reduce/roundSize';
import { aligned } from '../timeseries/aligned';

/** Rows of a heatmap of lines, about: how often their values lay where. */
const ROWS = 20;

/** The buckets of classic histograms by their label `le`; of other series how many of them lay between which values. */
export function heatOf(series: readonly Series[], step: number): BucketGrid | undefined {
  if (series.length === 0) return undefined;
  const { times, columns } = aligned(series);
  const ends = series.map(endOf);
  const rows = ends.every((end) => end !== undefined) ? bucketRows(sumsByEnd(ends, columns, times.length)) : countedRows(columns, times.length);
  return rows.length === 0 ? undefined : bucketGrid(rows, times, step);
}

/** The upper end of the bucket a series counts. */
export function endOf({ labels }: Pick<Series, 'labels'>): number | undefined {
  const end = labels.le === undefined ? Number.NaN : toNumber(labels.le);
  return Number.isNaN(end) ? undefined : end;
}

/** Cumulative counts of the same upper end are added up. */
export function sumsByEnd(ends: readonly (number | undefined)[], columns: readonly (readonly (number | null)[])[], length: number): Map<number, number[]> {
  const sums = new Map<number, number[]>();
  columns.forEach((column, i) => {
    const end = ends[i]!;
    const sum = sums.get(end) ?? Array.from({ length }, () => 0);
    sums.set(end, sum);
    column.forEach((value, at) => {
      sum[at]! += value ?? 0;
    });
  });
  return sums;
}

function countedRows(columns: readonly (readonly (number | null)[])[], length: number): BucketRow[] {
  const present = columns.flat().filter((value) => value !== null);
  if (present.length === 0) return [];
  const low = present.reduce((least, value) => Math.min(least, value));
  const high = present.reduce((most, value) => Math.max(most, value));
  const size = roundSize((high - low) / ROWS);
  const first = Math.floor(low / size);
  const rows = Array.from({ length: Math.floor(high / size) - first + 1 }, (_, i): BucketRow => ({ low: (first + i) * size, high: (first + i + 1) * size, counts: Array.from({ length }, () => 0) }));
  for (const column of columns) {
    column.forEach((value, at) => {
      if (value !== null) rows[Math.min(rows.length - 1, Math.max(0, Math.floor(value / size) - first))]!.counts[at]! += 1;
    });
  }
  return rows;
}
