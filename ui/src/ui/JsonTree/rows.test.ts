import { describe, expect, it } from 'vitest';
import { jsonRows, parseJson, summaryOf } from './rows';

const VALUE = { id: 7, tags: ['a', 'b'], deep: { one: { two: true } } };
const shown = (toggled: string[] = []) => jsonRows(VALUE, new Set(toggled)).map(({ name, depth }) => `${depth}${name ?? ''}`);

describe('the lines of a JSON value', () => {
  it('is open down to the second level', () => {
    expect(shown()).toEqual(['0', '1id', '1tags', '20', '21', '1deep', '2one']);
  });

  it('opens and closes what was toggled', () => {
    expect(shown(['/deep/one'])).toContain('3two');
    expect(shown(['/tags'])).not.toContain('20');
    expect(shown([''])).toEqual(['0']);
  });

  it('says what a line holds', () => {
    expect([7, 'x', null, [], {}, [1], VALUE].map(summaryOf)).toEqual(['7', '"x"', 'null', '[]', '{}', '[1 item]', '{3 keys}']);
  });

  it('takes objects and lists for JSON, and nothing else', () => {
    expect(parseJson(' {"a": 1}')).toEqual({ a: 1 });
    expect(parseJson('[broken')).toBeUndefined();
    expect(parseJson('12')).toBeUndefined();
  });
});
