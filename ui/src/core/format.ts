import { scaleBytes, scaleCount, scaleMilliseconds } from './units';

/** Units the product speaks; `short` is a bare count. Anything else is printed after the number as it is, `/s` without a space. */
export type Unit = 'ms' | 's' | 'bytes' | 'bytes/s' | 'ratio' | 'short' | (string & {});

export const MISSING = '–';
const NARROW_SPACE = '\u202f';

/** Three significant digits without trailing noise: 8.42, 84.2, 842. */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  if (size < 0.0995) return String(Number(value.toPrecision(2)));
  const digits = size >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 3_600_000) return `${Math.floor(ms / 3_600_000)}h ${Math.floor((ms % 3_600_000) / 60_000)}m`;
  if (size >= 60_000) return `${Math.floor(ms / 60_000)}m ${Math.floor((ms % 60_000) / 1000)}s`;
  const scaled = scaleMilliseconds(ms);
  return `${significant(scaled.value)} ${scaled.unit}`;
}

/** A percentage of a ratio. Close to 100 % three decimals are kept: there they are the point. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${value >= 99 && value < 100 ? value.toFixed(3) : significant(value)} %`;
}

/** The one place where a number becomes text with its unit. Missing is a dash, never 0. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (unit === 'ms') return duration(value);
  if (unit === 's') return duration(value * 1000);
  if (unit === 'ratio') return percent(value);
  if (isBytes(unit)) {
    const scaled = scaleBytes(value);
    return `${significant(scaled.value)} ${scaled.unit}${unit.slice('bytes'.length)}`;
  }
  const scaled = scaleCount(value);
  const suffix = withPrefix(scaled.unit, unit);
  return suffix ? `${significant(scaled.value)} ${suffix}` : significant(scaled.value);
}

const isBytes = (unit: Unit): boolean => unit === 'bytes' || unit === 'bytes/s';

/** `k/s`, `M req`, `ms`: a unit behind the sign of its size. */
function withPrefix(size: string, unit: Unit): string {
  if (unit === 'short') return size;
  return unit.startsWith('/') ? size + unit : [size, unit].filter(Boolean).join(' ');
}

/** A whole number with narrow spaces between thousands. */
export function thousands(count: number): string {
  return Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}

/** Axis labels: one unit for the whole axis and just enough decimals to tell ticks apart. */
export function axisTicks(values: (number | null)[], unit: Unit): string[] {
  const present = values.filter((value): value is number => value !== null);
  const { divisor, name } = axisUnit(Math.max(0, ...present.map(Math.abs)), unit);
  const step = present.length > 1 ? Math.abs(present[1]! - present[0]!) / divisor : 1;
  const decimals = decimalsOf(step);
  return values.map((value) => {
    if (value === null) return '';
    const number = (value / divisor).toFixed(decimals);
    return value === 0 || !name ? number : `${number} ${name}`;
  });
}

/** Decimals that write the step exactly, as far as that is possible: ticks 2.5 apart must not read 3, 5, 8. */
function decimalsOf(step: number): number {
  const exact = [0, 1, 2, 3, 4, 5, 6, 7, 8].find((decimals) => Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6 && step * 10 ** decimals >= 1 - 1e-6);
  return exact ?? 4;
}

function axisUnit(max: number, unit: Unit): { divisor: number; name: string } {
  if (unit === 's') return axisUnitOfMs(max * 1000, 1000);
  if (unit === 'ms') return axisUnitOfMs(max, 1);
  if (unit === 'ratio') return { divisor: 0.01, name: '%' };
  const scaled = isBytes(unit) ? scaleBytes(max) : scaleCount(max);
  const divisor = max === 0 ? 1 : max / scaled.value;
  return { divisor, name: isBytes(unit) ? scaled.unit + unit.slice('bytes'.length) : withPrefix(scaled.unit, unit) };
}

function axisUnitOfMs(maxMs: number, msPerUnit: number): { divisor: number; name: string } {
  if (maxMs >= 120_000) return { divisor: 60_000 / msPerUnit, name: 'min' };
  const scaled = scaleMilliseconds(maxMs);
  return { divisor: maxMs === 0 ? 1 / msPerUnit : maxMs / scaled.value / msPerUnit, name: scaled.unit };
}
