const LAST = 4;
/** One occurrence must be seen on the surface, whose colour the ramp begins with. */
const FIRST = 0.8;

/** Where a count lies on the ramp h0–h4, logarithmically: between `step` and the next one, by `share` of 0–1. */
export function heatShade(count: number, max: number): { step: number; share: number } {
  const place = max <= 1 ? 2 : FIRST + (Math.log(count) / Math.log(max)) * (LAST - FIRST);
  const step = Math.min(LAST - 1, Math.floor(place));
  return { step, share: place - step };
}

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The colour `share` of the way from one `#rrggbb` to another. */
export function mixHex(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((value, i) => Math.round(value + (b[i]! - value) * share)).join(' ')})`;
}
