import { describe, expect, it } from 'vitest';
import { countsOn, largestSeries, ratesOn, stepsOf } from './timeline';

describe('timelines', () => {
  it('cover the whole range on the steps of the points', () => {
    expect(stepsOf({ start: 3, end: 30, step_seconds: 10, series: [{ points: [[20, 1]] }] })).toEqual([10, 20]);
    expect(stepsOf({ start: 0, end: 30, step_seconds: 10, series: [] })).toEqual([0, 10, 20]);
  });

  it('count nothing where the server names no point', () => {
    expect(countsOn([0, 10, 20], [[10, 7]])).toEqual([0, 7, 0]);
  });

  it('give no rate for the step that is still running', () => {
    expect(ratesOn([0, 10, 20], [50, 100, 3], 10, 25)).toEqual([5, 10, null]);
  });

  it('add the smallest series up beyond the limit, and keep gaps', () => {
    const series = [1, 5, 3].map((value) => ({ key: `s${value}`, label: `s${value}`, color: '--s1', values: [value, null] }));
    const shown = largestSeries(series, 2);
    expect(shown.map(({ label, values }) => [label, values])).toEqual([['s5', [5, null]], ['2 others', [4, null]]]);
  });
});
