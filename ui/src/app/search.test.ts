import { expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './search';

it('never turns an id made only of digits into a number', () => {
  const search = '?trace=12345678901234567890123456789012&from=now-1h';
  expect(parseSearch(search).trace).toBe('12345678901234567890123456789012');
  expect(stringifySearch(parseSearch(search))).toBe(search);
});

it('leaves empty and absent values out of the link', () => {
  expect(stringifySearch({ from: 'now-1h', to: undefined, query: '' })).toBe('?from=now-1h');
  expect(stringifySearch({})).toBe('');
});

it('carries any text unharmed', () => {
  const query = 'level:>=warn "a & b" user=ü +path:/x?y#z';
  expect(parseSearch(stringifySearch({ query }))).toEqual({ query });
});
