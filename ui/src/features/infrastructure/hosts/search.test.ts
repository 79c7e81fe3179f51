import { expect, it } from 'vitest';
import { readHostSearch, readHostsSearch, readSort, writeSort } from './search';

it('keeps what it knows and drops the rest', () => {
  expect(readHostsSearch({ q: 'web', state: 'silent', view: 'pie', sort: '-busy', x: '1' })).toEqual({ q: 'web', state: 'silent', view: undefined, sort: '-busy' });
  expect(readHostSearch({ job: 'node', at: '1795000000', by: 'memory' })).toEqual({ job: 'node', at: '1795000000', by: 'memory' });
  expect(readHostSearch({ at: 'yesterday', by: 'name' })).toEqual({});
});

it('writes a sort as it reads it', () => {
  for (const sort of [{ id: 'busy', descending: true }, { id: 'name', descending: false }]) expect(readSort(writeSort(sort))).toEqual(sort);
  expect(readSort(undefined)).toBeUndefined();
});
