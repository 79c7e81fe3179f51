import type uPlot from 'uplot';
import { resolveToken } from '@/core/colors';
import type { ChartDot } from './types';

const HALF_PX = 3.5;
/** How near in px the cursor must be to mean a dot. */
const NEAR_PX = 7;
/** Where dots without a value lie, above the foot of the plot. */
const FOOT_PX = 6;

/** Small empty diamonds in the colour of words: they are told from lines of any colour. */
export function drawDots(plot: uPlot, dots: readonly ChartDot[]): void {
  const { ctx } = plot;
  const half = HALF_PX * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = resolveToken('--surface');
  ctx.strokeStyle = resolveToken('--text-2');
  ctx.lineWidth = 1.25 * devicePixelRatio;
  for (const dot of dots) {
    const place = placeOf(plot, dot);
    if (!place) continue;
    const [x, y] = [plot.bbox.left + place.x * devicePixelRatio, plot.bbox.top + place.y * devicePixelRatio];
    ctx.beginPath();
    ctx.moveTo(x, y - half);
    ctx.lineTo(x + half, y);
    ctx.lineTo(x, y + half);
    ctx.lineTo(x - half, y);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** The dot the cursor means, the nearest of several. */
export function dotAt(plot: uPlot, dots: readonly ChartDot[], left: number, top: number): ChartDot | undefined {
  let found: ChartDot | undefined;
  let nearest = NEAR_PX;
  for (const dot of dots) {
    const place = placeOf(plot, dot);
    const distance = place ? Math.hypot(place.x - left, place.y - top) : Number.POSITIVE_INFINITY;
    if (distance > nearest) continue;
    nearest = distance;
    found = dot;
  }
  return found;
}

/** Where a dot is in px from the plot's left and top; undefined when it is out of view. */
function placeOf(plot: uPlot, { time, value }: ChartDot): { x: number; y: number } | undefined {
  const { clientWidth: width, clientHeight: height } = plot.over;
  const x = plot.valToPos(time, 'x');
  const y = value === undefined ? height - FOOT_PX : plot.valToPos(value, 'y');
  return x >= 0 && x <= width && y >= 0 && y <= height ? { x, y } : undefined;
}
