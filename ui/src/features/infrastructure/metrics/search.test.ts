import { expect, it } from 'vitest';
import { DEFAULT_SORT, readCatalogueSearch, readSort, writeSort } from './search';

it('keeps the order of the list in the address, the usual one unsaid', () => {
  expect(writeSort(DEFAULT_SORT)).toBeUndefined();
  expect(readSort(undefined)).toEqual(DEFAULT_SORT);
  for (const sort of [{ id: 'name', descending: false }, { id: 'last', descending: true }]) expect(readSort(writeSort(sort))).toEqual(sort);
});

it('takes only values of its own', () => {
  expect(readCatalogueSearch({ q: '', unused: 'yes', metric: 'up' })).toEqual({ q: undefined, type: undefined, source: undefined, unused: undefined, sort: undefined, metric: 'up' });
});
