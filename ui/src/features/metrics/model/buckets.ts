import { bucketGrid, bucketRows, type BucketRow } from '@/charts/BucketHeatmap/buckets';
import type { BucketGrid } from '@/charts/BucketHeatmap/types';
import { toNumber, type RangeSeries } from '@/core/promql/answers';
import { timesOf, type Grid } from './graphs';

/** The buckets of a range answer over time: of classic histograms by their label `le`, of native ones as they are. Undefined without any. */
export function bucketsOf(series: readonly RangeSeries[], grid: Grid): BucketGrid | undefined {
  const native = series.filter(({ histograms }) => histograms && histograms.length > 0);
  const classic = series.filter(({ metric, values }) => metric.le !== undefined && values !== undefined);
  const rows = native.length > 0 ? nativeRows(native, grid) : classicRows(classic, grid);
  return rows.length === 0 ? undefined : bucketGrid(rows, timesOf(grid), grid.step);
}

const columnsOf = ({ start, end, step }: Grid): number => Math.round((end - start) / step) + 1;
const columnOf = (time: number, { start, step }: Grid): number => Math.round((time - start) / step);

/** Cumulative counts of the same upper end are added up. */
function classicRows(series: readonly RangeSeries[], grid: Grid): BucketRow[] {
  const columns = columnsOf(grid);
  const byEnd = new Map<number, number[]>();
  for (const { metric, values = [] } of series) {
    const end = toNumber(metric.le!);
    if (Number.isNaN(end)) continue;
    const sums = byEnd.get(end) ?? Array.from({ length: columns }, () => 0);
    byEnd.set(end, sums);
    for (const [time, text] of values) {
      const column = columnOf(time, grid);
      const value = toNumber(text);
      if (column >= 0 && column < columns && Number.isFinite(value)) sums[column]! += value;
    }
  }
  return bucketRows(byEnd);
}

function nativeRows(series: readonly RangeSeries[], grid: Grid): BucketRow[] {
  const columns = columnsOf(grid);
  const rows = new Map<string, BucketRow>();
  for (const [time, { buckets = [] }] of series.flatMap(({ histograms = [] }) => histograms)) {
    const column = columnOf(time, grid);
    if (column < 0 || column >= columns) continue;
    for (const [, low, high, count] of buckets) {
      const key = `${low} ${high}`;
      const row = rows.get(key) ?? { low: toNumber(low), high: toNumber(high), counts: Array.from({ length: columns }, () => 0) };
      rows.set(key, row);
      row.counts[column]! += toNumber(count);
    }
  }
  return [...rows.values()].toSorted((a, b) => a.low - b.low || a.high - b.high);
}
