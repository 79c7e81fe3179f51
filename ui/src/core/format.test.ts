import { describe, expect, it } from 'vitest';
import { axisTicks, duration, formatValue, percent, significant, thousands } from './format';

describe('numbers', () => {
  it('have three significant digits and no noise', () => {
    expect([8.4213, 84.213, 842.13, 2, 9.999, 0.5].map(significant)).toEqual(['8.42', '84.2', '842', '2', '10', '0.5']);
  });

  it('carry prefix and unit after a space', () => {
    expect(formatValue(8421, 'req/s')).toBe('8.42 k req/s');
    expect(formatValue(318, 'short')).toBe('318');
    expect(formatValue(1536, 'bytes')).toBe('1.5 KiB');
    expect(formatValue(0.0642, 'ratio')).toBe('6.42 %');
  });

  it('are a dash when missing, never 0', () => {
    for (const missing of [null, undefined, Number.NaN]) expect(formatValue(missing, 'ms')).toBe('–');
    expect(formatValue(0, 'ms')).toBe('0 ms');
  });

  it('keep three decimals close to 100 %', () => {
    expect(percent(0.99912)).toBe('99.912 %');
    expect(percent(1)).toBe('100 %');
  });

  it('separate thousands by narrow spaces', () => {
    expect(thousands(1_284_332)).toBe('1\u202f284\u202f332');
    expect(thousands(999)).toBe('999');
  });
});

describe('durations', () => {
  it('are said in the unit people say aloud', () => {
    expect([0.25, 412, 1284, 61_000, 5_400_000].map(duration)).toEqual(['250 µs', '412 ms', '1.28 s', '1m 1s', '1h 30m']);
  });
});

describe('axis labels', () => {
  it('use one unit for the whole axis', () => {
    expect(axisTicks([0, 500, 1000, 1500], 'ms')).toEqual(['0.0', '0.5 s', '1.0 s', '1.5 s']);
    expect(axisTicks([0, 1000, 2000], 'short')).toEqual(['0', '1 k', '2 k']);
  });

  it('have just enough decimals to tell ticks apart', () => {
    expect(axisTicks([0, 0.02, 0.04], 'ratio')).toEqual(['0', '2 %', '4 %']);
    expect(axisTicks([0, 0.5, 1], 'short')).toEqual(['0.0', '0.5', '1.0']);
    expect(axisTicks([2.5, 5, 7.5], '/s')).toEqual(['2.5 /s', '5.0 /s', '7.5 /s']);
    expect(axisTicks([0.25, 0.5], 'short')).toEqual(['0.25', '0.50']);
  });

  it('leave gaps for missing ticks', () => expect(axisTicks([null, 10, 20], 'short')).toEqual(['', '10', '20']));

  it('keep the digits of very small steps', () => expect(axisTicks([0, 0.00002, 0.00004], 'short')).toEqual(['0.00000', '0.00002', '0.00004']));
});

describe('numbers of metrics', () => {
  it('do not become 0 because they are small, and may be endless', () => {
    expect(formatValue(0.00451, 'short')).toBe('0.0045');
    expect([Infinity, -Infinity, Number.NaN].map((value) => formatValue(value, 's'))).toEqual(['∞', '−∞', '–']);
  });

  it('writes rates with their size and unit as one', () => {
    expect(formatValue(1536, 'bytes/s')).toBe('1.5 KiB/s');
    expect(formatValue(8420, '/s')).toBe('8.42 k/s');
    expect(formatValue(3, '/s')).toBe('3 /s');
    expect(axisTicks([0, 1024, 2048], 'bytes/s')).toEqual(['0', '1 KiB/s', '2 KiB/s']);
  });
});
