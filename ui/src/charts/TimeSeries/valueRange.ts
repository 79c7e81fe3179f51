import type { Bounds, ChartProps } from './types';

const HEADROOM = 1.08;
/** Air above and below values that do not begin at 0, as a share of their distance. */
const AIR = 0.06;

type Options = Pick<ChartProps, 'thresholds' | 'axis' | 'logBase' | 'bounds' | 'shares'>;

/** The ends of the value axis that holds all values and limits. Linear ones begin at 0 unless they fit the values; fixed ends stay. */
export function valueRange(min: number, max: number, options: Options): [number, number] {
  if (options.shares) return [Math.min(0, Math.round(min)), 1];
  return within(openRange(min, max, options), options.bounds, options.axis === 'log');
}

function openRange(min: number, max: number, { thresholds = [], axis, logBase = 10 }: Options): [number, number] {
  const limits = thresholds.map(({ value }) => value);
  const top = Math.max(max, ...limits);
  if (axis === 'log') return powers(Math.min(min, ...limits.filter((value) => value > 0)), top, logBase);
  if (axis === 'fit') {
    // Nothing but zeros is a line at the foot, as anywhere else.
    if (top === 0 && Math.min(min, ...limits) === 0) return [0, 1];
    const low = Math.min(min, ...limits);
    const air = (top - low || Math.abs(top) || 1) * AIR;
    return [low >= 0 ? Math.max(0, low - air) : low - air, top + air];
  }
  const low = Math.min(0, min, ...limits);
  return [low < 0 ? low * HEADROOM : 0, top > 0 ? top * HEADROOM : low < 0 ? 0 : 1];
}

/** The range with its fixed ends; an end that would turn it round is left as it was. */
function within([low, high]: [number, number], { min, max }: Bounds = {}, positive: boolean): [number, number] {
  const from = typeof min === 'number' && (!positive || min > 0) ? min : low;
  const to = typeof max === 'number' && max > from ? max : high;
  return to > from ? [from, to] : [from, from + Math.max(1, Math.abs(from) * AIR)];
}

/** Whole powers of the base around positive values. */
function powers(min: number, max: number, base: number): [number, number] {
  if (!(max > 0)) return [1, base];
  const exponent = (value: number) => (base === 10 ? Math.log10(value) : Math.log2(value));
  const low = base ** Math.floor(exponent(min > 0 ? min : max));
  const high = base ** Math.ceil(exponent(max));
  return [low, high > low ? high : low * base];
}
