import type { ScatterPoint } from './types';

/** The dot closest to a place, within `reach` pixels; of equals the failed one, since that is what people aim at. */
export function nearest(points: readonly ScatterPoint[], place: (point: ScatterPoint) => { x: number; y: number }, x: number, y: number, reach: number): ScatterPoint | null {
  let best: ScatterPoint | null = null;
  let bestDistance = reach;
  for (const point of points) {
    const at = place(point);
    const dx = at.x - x;
    if (dx > reach || dx < -reach) continue;
    const distance = Math.hypot(dx, at.y - y) - (point.failed ? 1 : 0);
    if (distance <= bestDistance) {
      best = point;
      bestDistance = distance;
    }
  }
  return best;
}
