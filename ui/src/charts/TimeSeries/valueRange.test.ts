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
    expect(valueRange(0, 0, { axis: 'fit' })).toEqual([0, 1]);
  });

  it('keeps ends that are fixed, unless that would turn it round', () => {
    expect(valueRange(40, 100, { axis: 'fit', bounds: { min: 0, max: null } })).toEqual([0, 103.6]);
    expect(valueRange(0.2, 0.4, { bounds: { min: 0, max: 1 } })).toEqual([0, 1]);
    expect(valueRange(40, 100, { bounds: { min: 500 } })).toEqual([500, 530]);
    expect(valueRange(1, 100, { axis: 'log', bounds: { min: 0 } })).toEqual([1, 100]);
  });

  it('is whole for shares, and has powers of two where they are asked for', () => {
    expect(valueRange(0.2, 0.9, { shares: true })).toEqual([0, 1]);
    expect(valueRange(3, 100, { axis: 'log', logBase: 2 })).toEqual([2, 128]);
  });

  it('has whole decades when it is logarithmic', () => {
    expect(valueRange(0.02, 30, { axis: 'log' })).toEqual([0.01, 100]);
    expect(valueRange(0, 0, { axis: 'log' })).toEqual([1, 10]);
    expect(valueRange(10, 10, { axis: 'log' })).toEqual([10, 100]);
  });
});
