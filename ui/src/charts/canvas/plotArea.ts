import { resolveToken } from '@/core/colors';
import { duration } from '@/core/format';
import { formatDate, formatTime, type Zone } from '@/core/time';
import type { LogScale } from './logScale';
import { timeTicks } from './timeTicks';
import { CANVAS_FONT } from './useCanvas';

/** The part of a canvas between the axes, in CSS pixels. */
export type Area = { left: number; top: number; width: number; height: number };

const LEFT = 52;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 22;
const TICK_PX = 90;
const DAY = 86_400;

/** The plot within a canvas; `left` is the room for the words of the value axis. */
export const areaOf = (width: number, height: number, left = LEFT): Area => ({
  left,
  top: TOP,
  width: Math.max(1, width - left - RIGHT),
  height: Math.max(1, height - TOP - BOTTOM),
});

type Times = { start: number; end: number; zone: Zone };

/** Grid and labels of a chart with time below and durations (ms, logarithmic) at the left. */
export function drawAxes(context: CanvasRenderingContext2D, area: Area, times: Times, scale: LogScale): void {
  drawValueLabels(context, area, scale.ticks.map((tick) => ({ at: scale.at(tick), label: duration(tick) })));
  drawTimeAxis(context, area, times);
}

/** Lines across the plot with words at their left; `at` is a fraction from the bottom. */
export function drawValueLabels(context: CanvasRenderingContext2D, area: Area, labels: readonly { at: number; label: string }[]): void {
  prepare(context);
  context.textAlign = 'right';
  for (const { at, label } of labels) {
    const y = Math.round(area.top + (1 - at) * area.height) + 0.5;
    line(context, area.left, y, area.left + area.width, y);
    context.fillText(label, area.left - 6, y);
  }
}

/** Grid and labels of the times below a plot. */
export function drawTimeAxis(context: CanvasRenderingContext2D, area: Area, times: Times): void {
  prepare(context);
  context.textAlign = 'center';
  const { ticks, step } = timeTicks(times.start, times.end, Math.floor(area.width / TICK_PX));
  for (const tick of ticks) {
    const x = Math.round(area.left + ((tick - times.start) / (times.end - times.start)) * area.width) + 0.5;
    line(context, x, area.top, x, area.top + area.height);
    context.fillText(tickText(tick, step, times.zone), Math.min(x, area.left + area.width - 20), area.top + area.height + 12);
  }
}

function prepare(context: CanvasRenderingContext2D): void {
  context.font = CANVAS_FONT;
  context.fillStyle = resolveToken('--axis');
  context.strokeStyle = resolveToken('--grid');
  context.lineWidth = 1;
  context.textBaseline = 'middle';
}

function tickText(tick: number, step: number, zone: Zone): string {
  if (step >= DAY) return formatDate(tick, zone).slice(5);
  const text = formatTime(tick, zone, step < 1);
  return step >= 60 ? text.slice(0, 5) : text;
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
