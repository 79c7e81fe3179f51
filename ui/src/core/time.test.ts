import { describe, expect, it } from 'vitest';
import { ago, DEFAULT_RANGE, describeRange, formatDateTime, fromPickerText, readRange, resolveRange, resolveTime, roundedNow, toPickerText, toSeconds, zoneLabel } from './time';

const NOV_14 = 1_700_000_000; // 2023-11-14T22:13:20Z

describe('the time range of a link', () => {
  it('may be relative, epoch milliseconds or ISO text', () => {
    expect(resolveTime('now-6h', 100_000)).toBe(78_400);
    expect(resolveTime('1700000000000', 0)).toBe(NOV_14);
    expect(resolveTime('2023-11-14T22:13:20Z', 0)).toBe(NOV_14);
    expect(resolveTime('yesterday-ish', 0)).toBeUndefined();
  });

  it('falls back to the default and says so when it is bad', () => {
    expect(readRange({}, NOV_14)).toEqual({ range: DEFAULT_RANGE });
    expect(readRange({ to: 'now' }, NOV_14, { from: 'now-6h', to: 'now' })).toEqual({ range: { from: 'now-6h', to: 'now' } });
    const bad = readRange({ from: 'now-6x', to: 'now' }, NOV_14);
    expect(bad.range).toEqual(DEFAULT_RANGE);
    expect(bad.problem).toContain('now-6x');
    expect(readRange({ from: 'now', to: 'now-1h' }, NOV_14).problem).toContain('ends before it starts');
  });

  it('gives panels the same request within a rounding step', () => {
    const range = { from: 'now-1h', to: 'now' };
    expect(roundedNow(range, 1003)).toBe(roundedNow(range, 1001));
    const { start, end } = resolveRange(range, NOV_14);
    expect(end - start).toBe(3600);
    expect(end).toBeGreaterThanOrEqual(NOV_14); // the newest records are never rounded away
    expect(end - NOV_14).toBeLessThan(10);
  });

  it('is described in words, and as dates when it is fixed', () => {
    expect(describeRange({ from: 'now-1h', to: 'now' }, 'local')).toBe('Last hour');
    expect(describeRange({ from: 'now-15m', to: 'now' }, 'local')).toBe('Last 15 minutes');
    expect(describeRange({ from: '1700000000000', to: '1700003600000' }, 'utc')).toBe('2023-11-14 22:13:20 – 23:13:20');
  });
});

describe('the picker', () => {
  it('shows dates, never epoch numbers, and reads back what it shows', () => {
    const shown = toPickerText('1700000000000', 'utc');
    expect(shown).toBe('2023-11-14 22:13:20');
    expect(fromPickerText(shown, 'utc')).toBe('1700000000000');
    expect(fromPickerText(toPickerText('1700000000000', 'local'), 'local')).toBe('1700000000000');
  });

  it('keeps relative text and refuses what is no time', () => {
    expect(fromPickerText(' now-6h ', 'utc')).toBe('now-6h');
    expect(fromPickerText('soon', 'utc')).toBeUndefined();
  });
});

describe('instants', () => {
  it('are read from ISO text and epoch seconds alike', () => {
    expect(toSeconds('2023-11-14T22:13:20Z')).toBe(NOV_14);
    expect(toSeconds(NOV_14)).toBe(NOV_14);
  });

  it('are written in 24 hours with milliseconds on request', () => {
    expect(formatDateTime(NOV_14 + 0.12, 'utc', true)).toBe('2023-11-14 22:13:20.120');
  });

  it('are never in the future when a clock runs ahead', () => {
    expect(ago(110, 100)).toBe('0s');
    expect([12, 300, 11_100, 800_000].map((age) => ago(0, age))).toEqual(['12s', '5m', '3h 5m', '9d']);
  });

  it('name their zone', () => expect(zoneLabel('utc')).toBe('UTC'));
});
