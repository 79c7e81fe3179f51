import { describe, expect, it } from 'vitest';
import { conditionsOf } from './conditions';
import { cut } from './filters';

describe('the conditions of a search', () => {
  it('are its parts', () => {
    const query = 'refused AND -service:shop level:(error OR fatal) "a b" (x OR y)';
    expect(conditionsOf(query).map(({ text }) => text)).toEqual(['refused', '-service:shop', 'level:(error OR fatal)', '"a b"', '(x OR y)']);
  });

  it('can each be taken out', () => {
    const query = 'a AND service:x level:>=warn';
    expect(conditionsOf(query).map(({ from, to }) => cut(query, from, to))).toEqual(['service:x level:>=warn', 'a level:>=warn', 'a AND service:x']);
  });

  it('are not told apart where OR makes alternatives of them', () => {
    expect(conditionsOf('a OR b')).toEqual([]);
  });
});
