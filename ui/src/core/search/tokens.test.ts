import { describe, expect, it } from 'vitest';
import { tokenizeSearch } from './tokens';

const read = (query: string) => tokenizeSearch(query).map(({ kind, text }) => `${kind} ${text}`);

describe('the pieces of a search', () => {
  it('knows fields, operators and values', () => {
    expect(read('service:shop duration_ms:>500 duration>1s')).toEqual([
      'field service', 'operator :', 'word shop', 'field duration_ms', 'operator :', 'operator >', 'word 500', 'field duration', 'operator >', 'word 1s',
    ]);
  });

  it('knows phrases, regular expressions, ranges and joining words', () => {
    expect(read('"a b" OR NOT /x y/ status:[400 TO 499]')).toEqual([
      'phrase "a b"', 'keyword OR', 'keyword NOT', 'regex /x y/', 'field status', 'operator :', 'range [400 TO 499]',
    ]);
  });

  it.each(['http://x/y', 'Foo::bar', 'C:\\temp', 'localhost:8080', 'postgres-3:5432', 'Error: broken', 'f(x)', 'key="a', '/api/v1/x'])('reads %s as text', (query) => {
    expect(read(query).every((token) => token.startsWith('word '))).toBe(true);
  });

  it('says of a value in brackets to which field it belongs', () => {
    const values = tokenizeSearch('level:(info OR >=error) x').filter((token) => token.kind === 'word');
    expect(values.map(({ text, field }) => [text, field])).toEqual([['info', 'level'], ['>=error', 'level'], ['x', undefined]]);
  });

  it('goes on with what is not finished', () => {
    expect(read('service:')).toEqual(['field service', 'operator :']);
    expect(read('"half')).toEqual(['phrase "half']);
    expect(read('-(a OR')).toEqual(['not -', 'group (', 'word a', 'keyword OR']);
  });
});
