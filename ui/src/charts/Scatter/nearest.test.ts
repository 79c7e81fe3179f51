import { describe, expect, it } from 'vitest';
import { nearest } from './nearest';
import type { ScatterPoint } from './types';

const dot = (id: string, seconds: number, ms: number, failed = false): ScatterPoint => ({ id, seconds, ms, failed, color: '--s1', label: id });
const find = (points: ScatterPoint[], x: number, y: number) => nearest(points, ({ seconds, ms }) => ({ x: seconds, y: ms }), x, y, 9)?.id;

describe('the dot under the mouse', () => {
  it('is the closest within reach', () => {
    expect(find([dot('near', 10, 10), dot('far', 15, 10)], 11, 10)).toBe('near');
    expect(find([dot('a', 10, 10)], 20, 10)).toBeUndefined();
    expect(find([], 0, 0)).toBeUndefined();
  });

  it('is the failed one of two on each other', () => {
    expect(find([dot('bad', 10, 10, true), dot('fine', 10, 10)], 10, 10)).toBe('bad');
  });
});
