import { expect, it } from 'vitest';
import { largest, one, ratio, rowsBy, total, valuesOf } from './values';

const FIGURES = {
  size: [{ labels: { db: 'shop' }, value: 40 }, { labels: { db: 'wiki' }, value: 8 }],
  growth: [{ labels: { db: 'shop' }, value: 0.5 }],
  none: [],
};

it('leaves out what is no number', () =>
  expect(valuesOf({ resultType: 'vector', result: [{ metric: { a: '1' }, value: [0, 'NaN'] }, { metric: { a: '2' }, value: [0, '+Inf'] }] })).toEqual([{ labels: { a: '2' }, value: Infinity }]));

it('tells what is missing from what is nothing', () => {
  expect([one(FIGURES, 'size'), one(FIGURES, 'none'), total(FIGURES, 'size'), total(FIGURES, 'none')]).toEqual([40, null, 48, null]);
  expect([ratio(1, 4), ratio(0, 4), ratio(null, 4), ratio(1, 0)]).toEqual([0.25, 0, null, null]);
  expect(largest(FIGURES, 'size')?.labels.db).toBe('shop');
  expect(largest(FIGURES, 'none')).toBeUndefined();
});

it('puts figures of the same thing into one row', () =>
  expect(rowsBy(FIGURES, ['size', 'growth'], ['db']).map(({ labels, figures }) => [labels.db, figures.size, figures.growth])).toEqual([['shop', 40, 0.5], ['wiki', 8, undefined]]));
