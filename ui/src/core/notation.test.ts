import { describe, expect, it } from 'vitest';
import { axisTicks, formatValue } from './format';

const written = (rows: readonly [number, string, string][]) =>
  it.each(rows)('%d as %s is written %s', (value, unit, text) => expect(formatValue(value, unit)).toBe(text));

describe('units of data', () =>
  written([
    [1536, 'bytes', '1.5 KiB'],
    [1500, 'decbytes', '1.5 kB'],
    [2, 'gbytes', '2 GiB'],
    [1_500_000, 'Bps', '1.5 MB/s'],
    [1_048_576, 'binBps', '1 MiB/s'],
    [2_500_000, 'bps', '2.5 Mb/s'],
    [8192, 'bits', '8 Kib'],
    [12_500, 'pps', '12.5 k p/s'],
  ]));

describe('units of time', () =>
  written([
    [0.412, 's', '412 ms'],
    [1500, 'µs', '1.5 ms'],
    [25, 'ns', '25 ns'],
    [90, 'm', '1h 30m'],
    [3 * 86_400 + 7200, 'dtdurations', '3d 2h'],
    [400 * 86_400, 's', '1y 35d'],
    [-90, 's', '−1m 30s'],
    [97_449, 'dthms', '27:04:09'],
  ]));

describe('other units', () =>
  written([
    [42.25, 'percent', '42.3 %'],
    [0.4225, 'percentunit', '42.3 %'],
    [8421, 'reqps', '8.42 k req/s'],
    [1_284_332, 'none', '1\u202f284\u202f332'],
    [2_400_000, 'hertz', '2.4 MHz'],
    [21.5, 'celsius', '21.5 °C'],
    [19.99, 'currencyUSD', '$20'],
    [1, 'bool_on_off', 'On'],
    [0, 'bool:up/down', 'down'],
    [255, 'hex0x', '0xFF'],
    [1500, 'kwatth', '1.5 MWh'],
    [7, 'suffix: jobs', '7 jobs'],
    [7, 'widgets', '7 widgets'],
    [7, 'constructor', '7 constructor'],
  ]));

it('keeps the decimals that are asked for', () => {
  expect(formatValue(1.5, 'short', 0)).toBe('2');
  expect(formatValue(0.5, 'percentunit', 2)).toBe('50.00 %');
  expect(formatValue(5400, 's', 1)).toBe('1.5 h');
  expect(formatValue(0, 's', 1)).toBe('0.0 ms');
  expect(formatValue(19.99, 'currencyUSD', 2)).toBe('$19.99');
  expect(formatValue(12_345.678, 'none', 1)).toBe('12\u202f345.7');
});

it('writes dates of milliseconds in the zone', () => expect(formatValue(1_767_225_600_000, 'dateTimeAsIso', undefined, 'utc')).toBe('2026-01-01 00:00:00'));

it('gives an axis one unit', () => {
  expect(axisTicks([0, 25, 50], 'percent')).toEqual(['0', '25 %', '50 %']);
  expect(axisTicks([0, 86_400, 172_800, 432_000], 's')).toEqual(['0', '1 d', '2 d', '5 d']);
  expect(axisTicks([0, 5e5, 1e6], 'bps')).toEqual(['0.0', '0.5 Mb/s', '1.0 Mb/s']);
  expect(axisTicks([0, 1], 'bool')).toEqual(['False', 'True']);
});
