/** An arc of 240°, open at the foot. */
const OPEN_DEGREES = 240;
const FROM_DEGREES = -(OPEN_DEGREES / 2);

/** A point on a circle; 0 is the upper end, shares run along the arc from its left foot (0) to its right one (1). */
function pointAt(share: number, radius: number, centre: { x: number; y: number }): string {
  const angle = ((FROM_DEGREES + share * OPEN_DEGREES) * Math.PI) / 180;
  return `${(centre.x + radius * Math.sin(angle)).toFixed(2)} ${(centre.y - radius * Math.cos(angle)).toFixed(2)}`;
}

/** The path of a stroke along the arc between two shares of it. */
export function arcPath(from: number, to: number, radius: number, centre: { x: number; y: number }): string {
  const large = (to - from) * OPEN_DEGREES > 180 ? 1 : 0;
  return `M${pointAt(from, radius, centre)}A${radius} ${radius} 0 ${large} 1 ${pointAt(to, radius, centre)}`;
}

/** Where a value lies between two ends, 0–1. */
export const shareOf = (value: number, { min, max }: { min: number; max: number }): number => Math.min(1, Math.max(0, (value - min) / (max - min)));
