import { notationOf } from './notation';
import { ago, formatDateTime, type Zone } from './time';
import { scale, scaleMilliseconds } from './units';

/** Units the product speaks, and those of Grafana (notation.ts); `short` is a bare count. Anything else is printed after the number as it is. */
export type Unit = 'ms' | 's' | 'bytes' | 'bytes/s' | 'ratio' | 'short' | (string & {});

export const MISSING = '–';
const NARROW_SPACE = '\u202f';
const THOUSANDS = /\B(?=(\d{3})+$)/g;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Three significant digits without trailing noise: 8.42, 84.2, 842. */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  if (size < 0.0995) return String(Number(value.toPrecision(2)));
  const digits = size >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

export function duration(ms: number): string {
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms >= 365 * DAY_MS) return `${Math.floor(ms / (365 * DAY_MS))}y ${Math.floor((ms % (365 * DAY_MS)) / DAY_MS)}d`;
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)}d ${Math.floor((ms % DAY_MS) / HOUR_MS)}h`;
  if (ms >= HOUR_MS) return `${Math.floor(ms / HOUR_MS)}h ${Math.floor((ms % HOUR_MS) / 60_000)}m`;
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)}m ${Math.floor((ms % 60_000) / 1000)}s`;
  const scaled = scaleMilliseconds(ms);
  return `${significant(scaled.value)} ${scaled.unit}`;
}

/** A percentage of a ratio. Close to 100 % three decimals are kept: there they are the point. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${value >= 99 && value < 100 ? value.toFixed(3) : significant(value)} %`;
}

/**
 * The one place where a number becomes text with its unit. Missing is a dash, never 0. `decimals` are kept exactly when they are
 * given; `zone` is for units that are dates.
 */
export function formatValue(value: number | null | undefined, unit: Unit, decimals?: number | null, zone: Zone = 'local'): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const notation = notationOf(unit);
  const digits = (number: number) => (decimals === undefined || decimals === null ? significant(number) : number.toFixed(decimals));
  switch (notation.kind) {
    case 'scaled': {
      const scaled = scale(value * notation.factor, notation.base, notation.names);
      return spaced(digits(scaled.value), scaled.unit);
    }
    case 'duration':
      return decimals === undefined || decimals === null ? duration(value * notation.ms) : durationIn(value * notation.ms, decimals);
    case 'percent':
      return decimals === undefined || decimals === null ? percent(value * notation.factor) : `${(value * notation.factor * 100).toFixed(decimals)} %`;
    case 'plain':
      return spaced(whole(value * notation.factor, decimals), notation.suffix);
    case 'money':
      return value < 0 ? `−${notation.sign}${whole(-value, decimals)}` : `${notation.sign}${whole(value, decimals)}`;
    case 'date':
      return notation.form === 'ago' ? fromNow(value / 1000) : formatDateTime(value / 1000, zone);
    case 'clock':
      return clock(value * notation.ms);
    case 'words':
      return value === 0 ? notation.no : notation.yes;
    case 'hex':
      return (value < 0 ? '−' : '') + notation.prefix + Math.abs(Math.round(value)).toString(16).toUpperCase();
    case 'scientific':
      return value.toExponential(decimals ?? 2);
  }
}

/** `8.42 k`, `318`, `3 /s`. */
const spaced = (number: string, unit: string): string => (unit ? `${number} ${unit}` : number);

/** A number that keeps its size: thousands apart, three digits of what is small. */
function whole(value: number, decimals: number | null | undefined): string {
  if (decimals === undefined || decimals === null) return Math.abs(value) >= 10_000 ? thousands(value) : significant(value);
  const [integer = '', fraction] = value.toFixed(decimals).split('.');
  return (Math.abs(value) >= 10_000 ? integer.replace(THOUSANDS, NARROW_SPACE) : integer) + (fraction ? `.${fraction}` : '');
}

const LENGTHS: readonly [number, string][] = [[DAY_MS, 'd'], [HOUR_MS, 'h'], [60_000, 'min'], [1000, 's'], [1, 'ms'], [0.001, 'µs']];

/** A duration in one unit, with so many decimals. */
function durationIn(ms: number, decimals: number): string {
  const [length, name] = LENGTHS.find(([at]) => Math.abs(ms) >= at) ?? (ms === 0 ? LENGTHS[4]! : [1e-6, 'ns']);
  return `${(ms / length).toFixed(decimals)} ${name}`;
}

/** `27:04:09`, hours and more. */
function clock(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${ms < 0 ? '−' : ''}${pad(Math.floor(seconds / 3600))}:${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
}

function fromNow(seconds: number): string {
  const now = Date.now() / 1000;
  return seconds > now ? `in ${ago(now, seconds)}` : `${ago(seconds, now)} ago`;
}

/** A whole number with narrow spaces between thousands. */
export function thousands(count: number): string {
  return Math.round(count).toString().replace(THOUSANDS, NARROW_SPACE);
}

/** Axis labels: one unit for the whole axis and just enough decimals to tell ticks apart. */
export function axisTicks(values: (number | null)[], unit: Unit, zone: Zone = 'local'): string[] {
  const present = values.filter((value): value is number => value !== null);
  const axis = axisUnit(Math.max(0, ...present.map(Math.abs)), unit);
  if (!axis) return values.map((value) => (value === null ? '' : formatValue(value, unit, undefined, zone)));
  const step = present.length > 1 ? Math.abs(present[1]! - present[0]!) / axis.divisor : 1;
  const decimals = decimalsOf(step);
  return values.map((value) => {
    if (value === null) return '';
    const number = (value / axis.divisor).toFixed(decimals);
    return value === 0 || !axis.name ? number : `${number} ${axis.name}`;
  });
}

/** Decimals that write the step exactly, as far as that is possible: ticks 2.5 apart must not read 3, 5, 8. */
function decimalsOf(step: number): number {
  const exact = [0, 1, 2, 3, 4, 5, 6, 7, 8].find((decimals) => Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6 && step * 10 ** decimals >= 1 - 1e-6);
  return exact ?? 4;
}

/** What one value of an axis is divided by, and the name behind it; undefined where each value is written by itself. */
function axisUnit(max: number, unit: Unit): { divisor: number; name: string } | undefined {
  const notation = notationOf(unit);
  switch (notation.kind) {
    case 'duration':
      return axisUnitOfMs(max * notation.ms, notation.ms);
    case 'percent':
      return { divisor: 0.01 / notation.factor, name: '%' };
    case 'plain':
      return { divisor: 1 / notation.factor, name: notation.suffix };
    case 'scaled': {
      const scaled = scale(max * notation.factor, notation.base, notation.names);
      return { divisor: max === 0 ? 1 : max / scaled.value, name: scaled.unit };
    }
    default:
      return undefined;
  }
}

function axisUnitOfMs(maxMs: number, msPerUnit: number): { divisor: number; name: string } {
  if (maxMs >= 4 * DAY_MS) return { divisor: DAY_MS / msPerUnit, name: 'd' };
  if (maxMs >= 4 * HOUR_MS) return { divisor: HOUR_MS / msPerUnit, name: 'h' };
  if (maxMs >= 120_000) return { divisor: 60_000 / msPerUnit, name: 'min' };
  const scaled = scaleMilliseconds(maxMs);
  return { divisor: maxMs === 0 ? 1 / msPerUnit : maxMs / scaled.value / msPerUnit, name: scaled.unit };
}
