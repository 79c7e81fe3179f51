/** A logarithmic axis: places of values as fractions, 0 at the bottom and 1 at the top. */
export type LogScale = {
  low: number;
  high: number;
  at: (value: number) => number;
  valueAt: (fraction: number) => number;
  /** Round values in between, few enough to be read. */
  ticks: number[];
};

const MAX_TICKS = 6;

/** A scale that holds all positive values, with a little air above and below. Nothing to hold gives 1 to 1000. */
export function logScale(values: Iterable<number>): LogScale {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const value of values) {
    if (!(value > 0)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const [low, high] = max === 0 ? [1, 1000] : [min / 1.3, max * 1.3];
  const [logLow, span] = [Math.log(low), Math.log(high) - Math.log(low)];
  return {
    low,
    high,
    at: (value) => Math.min(1, Math.max(0, (Math.log(Math.max(value, low)) - logLow) / span)),
    valueAt: (fraction) => Math.exp(logLow + fraction * span),
    ticks: decadeTicks(low, high),
  };
}

function decadeTicks(low: number, high: number): number[] {
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = ticksOf(low, high, steps);
    if (ticks.length <= MAX_TICKS) return ticks;
  }
  const decades = ticksOf(low, high, [1]);
  const every = Math.ceil(decades.length / MAX_TICKS);
  return decades.filter((_, i) => i % every === 0);
}

function ticksOf(low: number, high: number, steps: number[]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(3));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
