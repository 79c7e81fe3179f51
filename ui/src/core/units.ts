/** A value scaled for reading: the number to print, with its prefix or unit. */
export type Scaled = { value: number; unit: string };

const SI = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** `k`, `k req/s`, `k/s`: the signs of thousands before a unit; one that begins with a slash follows without a space. */
export const siNames = (suffix: string): string[] => SI.map((sign) => (suffix.startsWith('/') ? sign + suffix : [sign, suffix].filter(Boolean).join(isSymbol(suffix) ? '' : ' ')));

/** `KiB/s`: bytes, by 1024 or by 1000. */
export const byteNames = (base: 1000 | 1024, rate: string): string[] => (base === 1024 ? BINARY : SI).map((sign) => `${sign}B${rate}`);

/** `kb/s`: bits. */
export const bitNames = (base: 1000 | 1024, rate: string): string[] => (base === 1024 ? BINARY : SI).map((sign) => `${sign}b${rate}`);

/** The units of physics are one word with their prefix: `kW`, `MHz`. */
const isSymbol = (suffix: string): boolean => ['W', 'Wh', 'J', 'V', 'A', 'VA', 'Ω', 'Hz', 'm', 'g', 'L', 'bar'].includes(suffix);

/** The value as so many of the largest of `names` that it reaches; each is `base` times the one before. */
export function scale(value: number, base: number, names: readonly string[]): Scaled {
  let scaled = value;
  let index = 0;
  while (Math.abs(scaled) >= base && index < names.length - 1) {
    scaled /= base;
    index += 1;
  }
  return { value: scaled, unit: names[index]! };
}

/** Durations below one minute, in the unit people say aloud. */
export function scaleMilliseconds(ms: number): Scaled {
  const size = Math.abs(ms);
  if (size > 0 && size < 0.001) return { value: ms * 1e6, unit: 'ns' };
  if (size > 0 && size < 1) return { value: ms * 1000, unit: 'µs' };
  if (size < 1000) return { value: ms, unit: 'ms' };
  return { value: ms / 1000, unit: 's' };
}
