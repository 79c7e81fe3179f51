import { describe, expect, it } from 'vitest';
import type { RangeSeries } from '@/core/promql/answers';
import { bucketsOf } from './buckets';

const grid = { start: 0, end: 10, step: 10 };
const bucket = (le: string, first: string, second: string, more: Record<string, string> = {}): RangeSeries => ({ metric: { le, ...more }, values: [[0, first], [10, second]] });

describe('buckets over time', () => {
  it('of classic histograms are what each has more than the one below, all series together', () => {
    const found = bucketsOf([bucket('+Inf', '5', '9'), bucket('0.5', '2', '3'), bucket('1', '5', '7'), bucket('0.5', '1', '1', { pod: 'b' }), bucket('1', '1', '1', { pod: 'b' }), bucket('+Inf', '1', '1', { pod: 'b' })], grid)!;
    expect(found.rows).toEqual([{ low: 0, high: 0.5 }, { low: 0.5, high: 1 }, { low: 1, high: Infinity }]);
    expect([...found.counts]).toEqual([3, 3, 0, 4, 4, 2]);
    expect(found.max).toBe(4);
  });

  it('leave out what is empty at both ends', () => {
    const found = bucketsOf([bucket('1', '0', '0'), bucket('2', '3', '3'), bucket('3', '3', '3'), bucket('+Inf', '3', '3')], grid)!;
    expect(found.rows).toEqual([{ low: 1, high: 2 }]);
  });

  it('of native histograms are as they come', () => {
    const found = bucketsOf([{ metric: {}, histograms: [[0, { count: '3', sum: '1', buckets: [[0, '1', '2', '1'], [0, '0.5', '1', '2']] }], [10, { count: '1', sum: '1', buckets: [[0, '1', '2', '4']] }]] }], grid)!;
    expect(found.rows).toEqual([{ low: 0.5, high: 1 }, { low: 1, high: 2 }]);
    expect([...found.counts]).toEqual([2, 1, 0, 4]);
  });

  it('never fall below nothing, and are none without a label le', () => {
    expect([...bucketsOf([bucket('1', '5', '5'), bucket('2', '4', '6')], grid)!.counts]).toEqual([5, 0, 5, 1]);
    expect(bucketsOf([{ metric: { job: 'a' }, values: [[0, '1']] }], grid)).toBeUndefined();
  });
});
