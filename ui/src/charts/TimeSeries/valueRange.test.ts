import { describe, expect, it } from 'vitest';
import { valueRange } from './valueRange';

const limit = (value: number) => ({ thresholds: [{ value, tone: 'warning' as const }] });

describe('the value axis', () => {
  it('begins at 0 and holds values and limits', () => {
    expect(valueRange(40, 100, {})).toEqual([0, 108]);
    expect(valueRange(40, 100, limit(200))).toEqual([0, 216]);
    expect(valueRange(0, 0, {})).toEqual([0, 1]);
    expect(valueRange(-100, -50, {})).toEqual([-108, 0]);
  });

  it('may fit the values, never going below 0 for them', () => {
    expect(valueRange(100, 200, { axis: 'fit' })).toEqual([94, 206]);
    expect(valueRange(1, 101, { axis: 'fit' })[0]).toBe(0);
    expect(valueRange(5, 5, { axis: 'fit' })).toEqual([4.7, 5.3]);
  });

  it('has whole decades when it is logarithmic', () => {
    expect(valueRange(0.02, 30, { axis: 'log' })).toEqual([0.01, 100]);
    expect(valueRange(0, 0, { axis: 'log' })).toEqual([1, 10]);
    expect(valueRange(10, 10, { axis: 'log' })).toEqual([10, 100]);
  });
});
