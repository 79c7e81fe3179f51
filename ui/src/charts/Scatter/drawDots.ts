import type { Area } from '@/charts/canvas/plotArea';
import type { LogScale } from '@/charts/canvas/logScale';
import { resolveToken, withAlpha } from '@/core/colors';
import type { ScatterPoint } from './types';

const RADIUS = 3;
/** From so many dots on they are smaller and lighter: where they crowd must show. */
const CROWD = 1200;
const CROWD_RADIUS = 2.25;
const CROSS = 3.5;

/** Dots first, crosses of failures on top: those must never be hidden. */
export function drawDots(
  context: CanvasRenderingContext2D,
  area: Area,
  points: readonly ScatterPoint[],
  { start, end }: { start: number; end: number },
  scale: LogScale,
): void {
  const x = (point: ScatterPoint) => area.left + ((point.seconds - start) / (end - start)) * area.width;
  const y = (point: ScatterPoint) => area.top + (1 - scale.at(point.ms)) * area.height;
  const inRange = points.filter(({ seconds }) => seconds >= start && seconds <= end);
  const [radius, opacity] = inRange.length > CROWD ? [CROWD_RADIUS, 0.45] : [RADIUS, 0.62];
  for (const point of inRange) {
    if (point.failed) continue;
    context.fillStyle = withAlpha(resolveToken(point.color), opacity);
    context.beginPath();
    context.arc(x(point), y(point), radius, 0, Math.PI * 2);
    context.fill();
  }
  context.strokeStyle = resolveToken('--error');
  context.lineWidth = 1.75;
  context.beginPath();
  for (const point of inRange) {
    if (!point.failed) continue;
    const [cx, cy] = [x(point), y(point)];
    context.moveTo(cx - CROSS, cy - CROSS);
    context.lineTo(cx + CROSS, cy + CROSS);
    context.moveTo(cx + CROSS, cy - CROSS);
    context.lineTo(cx - CROSS, cy + CROSS);
  }
  context.stroke();
}
