import { drawValueLabels, type Area } from '@/charts/canvas/plotArea';
import { CANVAS_FONT } from '@/charts/canvas/useCanvas';
import { resolveToken, withAlpha } from '@/core/colors';
import { axisTicks, formatValue } from '@/core/format';
import type { Bins } from './binsOf';

const LABEL_PX = 72;
const OPACITY = 0.85;
/** Room above the highest bar. */
const HEADROOM = 1.05;

/** Bars of counts, those of each field over one another, with the ends of bins below. */
export function drawBins(context: CanvasRenderingContext2D, area: Area, { bins, most }: Bins, colours: readonly string[], unit: string): void {
  const counts = countTicks(most);
  const words = axisTicks(counts, 'short');
  drawValueLabels(context, area, counts.map((value, i) => ({ at: value / (most * HEADROOM), label: words[i]! })));
  const width = area.width / bins.length;
  bins.forEach((bin, at) => {
    // The smaller before the larger, so that all are seen.
    const order = bin.counts.map((count, field) => ({ count, field })).filter(({ count }) => count > 0);
    for (const { count, field } of order.toSorted((a, b) => b.count - a.count)) {
      const barHeight = (count / (most * HEADROOM)) * area.height;
      context.fillStyle = withAlpha(resolveToken(colours[field] ?? '--s1'), bin.counts.length > 1 ? OPACITY : 1);
      context.fillRect(Math.round(area.left + at * width), area.top + area.height - barHeight, Math.max(1, Math.round(width) - 1), barHeight);
    }
  });
  context.font = CANVAS_FONT;
  context.fillStyle = resolveToken('--axis');
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const every = Math.max(1, Math.ceil(LABEL_PX / width));
  for (let at = 0; at <= bins.length; at += every) {
    const edge = bins[at]?.low ?? bins.at(-1)!.high;
    if (Number.isFinite(edge)) context.fillText(formatValue(edge, unit), Math.min(area.left + at * width, area.left + area.width - 16), area.top + area.height + 12);
  }
}

/** A few round counts up to the largest. */
function countTicks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1e-9)));
  const step = most / power > 5 ? 2 * power : most / power > 2 ? power : power / 2;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}
