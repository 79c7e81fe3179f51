import { describe, expect, it } from 'vitest';
import { changeOf, otherRange, writeAgainst } from './against';

const RANGE = { start: 1_000_000, end: 1_003_600 };

describe('the range a range is compared with', () => {
  it('is as long and just before, unless the URL says another', () => {
    expect(otherRange(RANGE, undefined)).toEqual({ start: 996_400, end: 1_000_000 });
    expect(otherRange(RANGE, 'day')).toEqual({ start: 913_600, end: 917_200 });
    expect(otherRange(RANGE, 'week')).toEqual({ start: 395_200, end: 398_800 });
  });

  it('may be one of its own, whichever way round it is written', () => {
    const own = { start: 1_700_000_000, end: 1_700_000_600 };
    expect(otherRange(RANGE, writeAgainst(own))).toEqual(own);
    expect(otherRange(RANGE, '1700000600000-1700000000000')).toEqual(own);
  });
});

describe('what differs', () => {
  it('is told by shares, so that busier times are not a difference', () => {
    expect(changeOf({ count: 200, other_count: 20 }, 1000, 100)).toMatchObject({ verdict: 'same', difference: 0 });
    expect(changeOf({ count: 50, other_count: 1 }, 100, 100).verdict).toBe('more');
    expect(changeOf({ count: 5, other_count: 0 }, 1000, 1000).verdict).toBe('new');
    expect(changeOf({ count: 0, other_count: 5 }, 0, 1000)).toMatchObject({ verdict: 'gone', share: 0 });
  });
});
