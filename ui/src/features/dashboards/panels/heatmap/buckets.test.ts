import { describe, expect, it } from 'vitest';
import { binsOf } from '../histogram/binsOf';
import { fieldsOf } from '../reduce/fields';
import { panel, series, STEP } from '../samples';
import { heatOf } from './heatOf';

const bucket = (le: string, values: (number | null)[]) => series(le, values, { labels: { le } });
const fields = (...found: Parameters<typeof fieldsOf>[1]) => fieldsOf(panel('histogram', {}), found, () => '--s1');

describe('a heatmap', () => {
  it('takes cumulative buckets apart, whatever their order', () => {
    const grid = heatOf([bucket('+Inf', [6, 9]), bucket('0.5', [2, 3]), bucket('1', [5, 9])], STEP)!;
    expect(grid.rows).toEqual([{ low: 0, high: 0.5 }, { low: 0.5, high: 1 }, { low: 1, high: Infinity }]);
    expect([...grid.counts]).toEqual([2, 3, 1, 3, 6, 0]);
  });

  it('counts where the values of lines lie', () => {
    const grid = heatOf([series('a', [0, 20]), series('b', [0, null])], STEP)!;
    expect(grid.rows[0]).toEqual({ low: 0, high: 1 });
    expect([grid.rows.length, grid.counts[0], grid.counts.at(-1), grid.max]).toEqual([21, 2, 1, 2]);
  });

  it('is nothing without series', () => expect(heatOf([], STEP)).toBeUndefined());
});

describe('a histogram', () => {
  it('has bins of a round size', () => {
    const { bins, most } = binsOf(fields(series('a', [1, 2, 2, 100, null])))!;
    expect(bins[0]).toEqual({ low: 0, high: 5, counts: [3] });
    expect([bins.at(-1)!.high, most]).toEqual([105, 3]);
  });

  it('adds up buckets over time', () => expect(binsOf(fields(bucket('1', [2, 3]), bucket('+Inf', [4, 4])))!.bins.map(({ counts }) => counts)).toEqual([[5], [3]]));

  it('of one value has one bin', () => expect(binsOf(fields(series('a', [7])))!.bins).toEqual([{ low: 7, high: 8, counts: [1] }]));

  it('is nothing without values', () => expect(binsOf(fields(series('a', [null])))).toBeUndefined());
});
