import type uPlot from 'uplot';
import { formatValue } from '@/core/format';
import { resolveToken, withAlpha } from '@/core/colors';
import type { Annotation, ChartProps, Threshold } from './types';

export const FONT_FAMILY = "'Inter Variable', sans-serif";
/** Of the words at axes. */
export const FONT = `11px ${FONT_FAMILY}`;
const BAND_OPACITY = 0.07;
const FOOT_PX = 2;
const BAR_PX = 3;
const LABEL_PX = 10.5;

/** Behind the lines: the time of each incident as a band with a foot and a bar on top. */
export function drawBands(plot: uPlot, { annotations = [] }: ChartProps): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const incident of annotations.filter(({ kind }) => kind === 'incident')) {
    const from = Math.max(plot.valToPos(incident.time, 'x', true), bbox.left);
    const to = Math.min(plot.valToPos(incident.end ?? Date.now() / 1000, 'x', true), bbox.left + bbox.width);
    if (to <= from) continue;
    const color = resolveToken('--critical-fill');
    ctx.fillStyle = withAlpha(color, BAND_OPACITY);
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.fillStyle = color;
    ctx.fillRect(from, bbox.top + bbox.height - FOOT_PX * ratio, to - from, FOOT_PX * ratio);
    ctx.fillRect(from, bbox.top, to - from, BAR_PX * ratio);
  }
  ctx.restore();
}

/** Over the lines: a dashed line for each limit, with its label, and for each event. */
export function drawLimitsAndEvents(plot: uPlot, { annotations = [], thresholds = [], data }: ChartProps): void {
  plot.ctx.save();
  for (const event of annotations) if (event.kind !== 'incident') drawEvent(plot, event);
  for (const threshold of thresholds) drawLimit(plot, threshold, threshold.label ?? formatValue(threshold.value, data.unit));
  plot.ctx.restore();
}

export const eventToken = (kind: Annotation['kind']): string => (kind === 'deployment' ? '--maintenance' : kind === 'incident' ? '--critical' : '--axis');

function drawEvent(plot: uPlot, { kind, time }: Annotation): void {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(time, 'x', true)) + 0.5;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  dashed(ctx, withAlpha(resolveToken(eventToken(kind)), 0.85), 3);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
}

function drawLimit(plot: uPlot, { value, tone, color: own }: Threshold, label: string): void {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  const ratio = devicePixelRatio;
  const color = resolveToken(own ?? `--${tone}`);
  dashed(ctx, color, 6);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `500 ${LABEL_PX * ratio}px ${FONT_FAMILY}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  const [right, bottom] = [bbox.left + bbox.width - 2 * ratio, y - 2 * ratio];
  ctx.fillStyle = withAlpha(resolveToken('--surface'), 0.8);
  ctx.fillRect(right - ctx.measureText(label).width - 2 * ratio, bottom - LABEL_PX * ratio, ctx.measureText(label).width + 4 * ratio, LABEL_PX * ratio);
  ctx.fillStyle = color;
  ctx.fillText(label, right, bottom);
}

function dashed(ctx: CanvasRenderingContext2D, color: string, dashPx: number): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([dashPx * devicePixelRatio, dashPx * 0.75 * devicePixelRatio]);
}
