/** A value scaled for reading: the number to print, with its prefix or unit. */
export type Scaled = { value: number; unit: string };

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const SI = ['', 'k', 'M', 'G', 'T'];

function scale(value: number, base: number, names: string[]): Scaled {
  let scaled = value;
  let index = 0;
  while (Math.abs(scaled) >= base && index < names.length - 1) {
    scaled /= base;
    index += 1;
  }
  return { value: scaled, unit: names[index]! };
}

export const scaleBytes = (bytes: number): Scaled => scale(bytes, 1024, BYTES);
export const scaleCount = (count: number): Scaled => scale(count, 1000, SI);

/** Durations below one minute, in the unit people say aloud. */
export function scaleMilliseconds(ms: number): Scaled {
  const size = Math.abs(ms);
  if (size > 0 && size < 1) return { value: ms * 1000, unit: 'µs' };
  if (size < 1000) return { value: ms, unit: 'ms' };
  return { value: ms / 1000, unit: 's' };
}
