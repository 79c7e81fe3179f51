import { describe, expect, it } from 'vitest';
import { columnsOf, columnsText, readLogsSearch, toggledColumn } from './search';

describe('the URL of the logs page', () => {
  it('keeps what it understands and forgets the rest', () => {
    const sel = '1795426358247756544-ad94152dd6250e6a';
    expect(readLogsSearch({ query: 'a:b', cols: 'http.route,user_id', sel, view: 'live', dir: 'forward', wrap: '1' })).toEqual({
      query: 'a:b', cols: 'http.route,user_id', sel, view: 'live', dir: 'forward', wrap: '1', by: undefined,
    });
    expect(Object.values(readLogsSearch({ query: '', cols: 'not a field', sel: 'x', view: 'tail', dir: 'up', wrap: 'yes', by: 'level' })).every((each) => each === undefined)).toBe(true);
  });

  it('reads each column once', () => {
    expect(columnsOf('a,b,a,,c d')).toEqual(['a', 'b']);
    expect(columnsText(columnsOf('a,b'))).toBe('a,b');
    expect(columnsText([])).toBeUndefined();
  });

  it('adds and removes columns', () => {
    expect(toggledColumn(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggledColumn(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggledColumn(Array.from({ length: 12 }, (_, i) => `c${i}`), 'new')).toHaveLength(12);
  });
});
