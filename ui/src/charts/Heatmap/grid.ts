import { logScale, type LogScale } from '@/charts/canvas/logScale';
import type { Region } from '@/charts/Scatter/types';

/** Counts of a heatmap: `columns` slices of time from left to right, each of `rows` cells from the bottom up. */
export type HeatGrid = { start: number; end: number; columns: number; rows: number; scale: LogScale; counts: Uint32Array; failed: Uint32Array; max: number };

type Sample = { seconds: number; ms: number; failed: boolean };

/** Counts samples into cells of equal time and equal logarithmic duration. Those outside of the time range are left out. */
export function heatGrid(samples: readonly Sample[], start: number, end: number, columns: number, rows: number): HeatGrid {
  const scale = logScale(samples.map(({ ms }) => ms));
  const counts = new Uint32Array(columns * rows);
  const failed = new Uint32Array(columns * rows);
  let max = 0;
  for (const sample of samples) {
    if (sample.seconds < start || sample.seconds > end) continue;
    const column = Math.min(columns - 1, Math.floor(((sample.seconds - start) / (end - start)) * columns));
    const row = Math.min(rows - 1, Math.floor(scale.at(sample.ms) * rows));
    const cell = column * rows + row;
    counts[cell]! += 1;
    if (sample.failed) failed[cell]! += 1;
    if (counts[cell]! > max) max = counts[cell]!;
  }
  return { start, end, columns, rows, scale, counts, failed, max };
}

/** The times and durations one cell stands for. */
export function cellRegion(grid: HeatGrid, column: number, row: number): Region {
  const time = (at: number) => grid.start + (at / grid.columns) * (grid.end - grid.start);
  return { start: time(column), end: time(column + 1), lowMs: grid.scale.valueAt(row / grid.rows), highMs: grid.scale.valueAt((row + 1) / grid.rows) };
}
