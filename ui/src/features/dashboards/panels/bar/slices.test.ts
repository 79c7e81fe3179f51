import { expect, it } from 'vitest';
import { slicePath, slicesOf } from './slices';

it('slices are shares of what is above nothing', () => {
  const slices = slicesOf([{ value: 3 }, { value: null }, { value: 1 }, { value: -2 }]);
  expect(slices.map(({ from, to }) => [from, to])).toEqual([[0, 0.75], [0.75, 1]]);
  expect(slicesOf([{ value: 0 }])).toEqual([]);
});

it('a whole is drawn as two halves, because an arc cannot end where it began', () => {
  expect(slicePath(0, 1, 10, 5).match(/M/g)).toHaveLength(2);
  expect(slicePath(0, 0.5, 10, 5)).toBe('M0.000 -10.000A10 10 0 0 1 0.000 10.000L0.000 5.000A5 5 0 0 0 0.000 -5.000Z');
});
