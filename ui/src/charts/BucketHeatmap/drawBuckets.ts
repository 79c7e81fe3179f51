import type { Area } from '@/charts/canvas/plotArea';
import { heatShade, mixHex } from '@/charts/Heatmap/ramp';
import { resolveToken } from '@/core/colors';
import { formatValue, type Unit } from '@/core/format';
import type { BucketGrid } from './types';

const LABEL_PX = 18;
/** Counts may be rates far below 1: the ramp spans so many times the smallest cell that is seen. */
const RAMP_SPAN = 100;

/** The ends of buckets as words at the left, as many as there is room for; `at` is a fraction from the bottom. */
export function edgeLabels({ rows }: BucketGrid, height: number, unit: Unit): { at: number; label: string }[] {
  const every = Math.max(1, Math.ceil((rows.length * LABEL_PX) / height));
  return rows.flatMap(({ high }, row) => {
    const shown = (rows.length - 1 - row) % every === 0;
    return shown ? [{ at: (row + 1) / rows.length, label: Number.isFinite(high) ? formatValue(high, unit) : '∞' }] : [];
  });
}

/** Each bucket of each instant that counted something: it covers the step before its time, which is what it counted. */
export function drawBuckets(context: CanvasRenderingContext2D, area: Area, grid: BucketGrid, start: number, end: number): void {
  const ramp = [0, 1, 2, 3, 4].map((step) => resolveToken(`--h${step}`));
  const rows = grid.rows.length;
  const perSecond = area.width / (end - start);
  const [width, height] = [grid.step * perSecond, area.height / rows];
  // Whole pixels: cells side by side would show the seam between them.
  const x = (time: number) => Math.round(Math.min(area.left + area.width, Math.max(area.left, area.left + (time - start) * perSecond)));
  const [gapX, gapY] = [width > 6 ? 1 : 0, height > 4 ? 1 : 0];
  const unit = grid.max / RAMP_SPAN;
  grid.times.forEach((time, column) => {
    const [left, right] = [x(time - grid.step), x(time)];
    for (let row = 0; row < rows; row += 1) {
      const count = grid.counts[column * rows + row]!;
      if (count <= 0 || right <= left) continue;
      const { step, share } = heatShade(Math.max(1, count / unit), RAMP_SPAN);
      context.fillStyle = mixHex(ramp[step]!, ramp[step + 1]!, share);
      context.fillRect(left, area.top + (rows - 1 - row) * height, right - left - gapX, height - gapY);
    }
  });
}
