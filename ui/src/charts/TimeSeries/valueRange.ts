import type { ChartProps } from './types';

const HEADROOM = 1.08;
/** Air above and below values that do not begin at 0, as a share of their distance. */
const AIR = 0.06;

/** The ends of the value axis that holds all values and limits. Linear ones begin at 0 unless they fit the values. */
export function valueRange(min: number, max: number, { thresholds = [], axis }: Pick<ChartProps, 'thresholds' | 'axis'>): [number, number] {
  const limits = thresholds.map(({ value }) => value);
  const top = Math.max(max, ...limits);
  if (axis === 'log') return decades(Math.min(min, ...limits.filter((value) => value > 0)), top);
  if (axis === 'fit') {
    const low = Math.min(min, ...limits);
    const air = (top - low || Math.abs(top) || 1) * AIR;
    return [low >= 0 ? Math.max(0, low - air) : low - air, top + air];
  }
  const low = Math.min(0, min, ...limits);
  return [low < 0 ? low * HEADROOM : 0, top > 0 ? top * HEADROOM : low < 0 ? 0 : 1];
}

/** Whole powers of ten around positive values. */
function decades(min: number, max: number): [number, number] {
  if (!(max > 0)) return [1, 10];
  const low = 10 ** Math.floor(Math.log10(min > 0 ? min : max));
  const high = 10 ** Math.ceil(Math.log10(max));
  return [low, high > low ? high : low * 10];
}
