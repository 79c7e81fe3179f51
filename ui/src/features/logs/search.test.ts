import { describe, expect, it } from 'vitest';
import { columnsOf, columnsText, movedColumn, readLogsSearch, toggledColumn } from './search';

describe('the URL of the logs page', () => {
  it('keeps what it understands and forgets the rest', () => {
    const sel = '1795426358247756544-ad94152dd6250e6a';
    expect(readLogsSearch({ query: 'a:b', cols: 'http.route,user_id', sel, view: 'live', dir: 'forward', wrap: '1' })).toEqual({
      query: 'a:b', cols: 'http.route,user_id', sel, view: 'live', dir: 'forward', wrap: '1', by: undefined,
    });
    expect(Object.values(readLogsSearch({ query: '', cols: 'not a field', sel: 'x', view: 'tail', dir: 'up', wrap: 'yes', by: 'level', group: 'no field', measures: 'p95', order: '0', rising: '0', noise: '2', against: 'year' })).every((each) => each === undefined)).toBe(true);
  });

  it('knows the views with what they show', () => {
    const wanted = { view: 'table', by: 'region', group: 'region,level', measures: 'count,p95:took_ms', order: '1', rising: '1' };
    expect(readLogsSearch(wanted)).toMatchObject(wanted);
    expect(readLogsSearch({ group: 'a,b,c,d' }).group).toBe('a,b,c');
    expect(readLogsSearch({ view: 'compare', against: '1700000000000-1700000600000' })).toMatchObject({ view: 'compare', against: '1700000000000-1700000600000' });
  });

  it('reads each column once', () => {
    expect(columnsOf('a,b,a,,c d')).toEqual(['a', 'b']);
    expect(columnsText(columnsOf('a,b'))).toBe('a,b');
    expect(columnsText([])).toBeUndefined();
  });

  it('moves columns, not beyond the ends', () => {
    expect(movedColumn(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
    expect(movedColumn(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a']);
    expect(movedColumn(['a'], 'z', 0)).toEqual(['a']);
  });

  it('adds and removes columns', () => {
    expect(toggledColumn(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggledColumn(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggledColumn(Array.from({ length: 12 }, (_, i) => `c${i}`), 'new')).toHaveLength(12);
  });
});
