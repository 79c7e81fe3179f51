import { describe, expect, it } from 'vitest';
import { ownSpan, spanOf } from './span';

const PAGE = { from: 'now-1h', to: 'now' };
const FIXED = { from: '1700000000000', to: '1700003600000' };

describe('a panel with a time of its own', () => {
  it('shows the last hours it names while the page ends now', () => {
    const own = ownSpan({ time_from: '6h', time_shift: '' }, PAGE);
    expect(own.told).toBe('last 6h');
    expect(spanOf({ start: 96_400, end: 100_000 }, own)).toEqual({ start: 78_400, end: 100_000 });
  });

  it('keeps to a fixed range that somebody chose', () => {
    expect(ownSpan({ time_from: '6h', time_shift: '' }, FIXED)).toEqual({ from: undefined, shift: 0, told: '' });
  });

  it('shows everything earlier', () => {
    const own = ownSpan({ time_from: 'now-6h', time_shift: '1d' }, PAGE);
    expect(own.told).toBe('last 6h, 1d earlier');
    expect(spanOf({ start: 96_400, end: 100_000 }, own)).toEqual({ start: -8000, end: 13_600 });
  });

  it('is as the page when what it says is no duration', () => {
    expect(ownSpan({ time_from: 'yesterday', time_shift: 'x' }, PAGE).told).toBe('');
  });
});
