import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '@/app/search';
import { metricsLink } from '@/core/links';
import { readQueries, withChange, withoutQuery, withQuery, writeQueries, type QueryState } from './model/queries';
import { limitsOf, readMetricsSearch, thresholdsOf } from './search';

const query = (letter: string, more: Partial<QueryState> = {}): QueryState => ({ letter, expression: '', legend: '', off: false, builder: false, ...more });

describe('the queries in a URL', () => {
  it('survive it with everything about them', () => {
    const queries = [
      query('a', { expression: 'rate(x{a="1&2"}[5m]) + 1', legend: '{{job}}' }),
      query('b', { expression: 'up', off: true, builder: true }),
      query('c'),
    ];
    expect(readQueries(parseSearch(stringifySearch(writeQueries(queries))))).toEqual(queries);
  });

  it('are those a link names', () => {
    expect(readQueries(parseSearch(stringifySearch(metricsLink(['up', 'go_goroutines']).search ?? {})))).toEqual([query('a', { expression: 'up' }), query('b', { expression: 'go_goroutines' })]);
  });

  it('leave nothing behind when they go', () => {
    const before = { ...writeQueries([query('a', { expression: 'up', legend: 'x', builder: true })]) };
    expect(stringifySearch({ ...before, ...writeQueries([]) })).toBe('');
  });
});

describe('the list of queries', () => {
  it('takes the first free letter for one more', () => {
    const two = withQuery([query('b', { expression: 'up' })], { expression: 'down' });
    expect(two.map(({ letter, expression }) => [letter, expression])).toEqual([['a', 'down'], ['b', 'up']]);
    expect(withoutQuery(two, 'b').map(({ letter }) => letter)).toEqual(['a']);
    expect(withChange(two, 'a', { off: true })[0]).toMatchObject({ letter: 'a', off: true });
  });

  it('ends where the letters end', () => {
    let queries: QueryState[] = [];
    for (let i = 0; i < 30; i += 1) queries = withQuery(queries);
    expect(queries).toHaveLength(16);
  });
});

describe('what else the URL holds', () => {
  it('falls back to the default for what is no value of ours', () => {
    const read = readMetricsSearch({ view: 'pie', kind: 'area', axis: 'sideways', step: 'soon', limits: '1,x,2', unit: '' });
    expect(read).toMatchObject({ view: undefined, kind: 'area', axis: undefined, step: undefined, limits: '1,2', unit: undefined });
  });

  it('holds limits as people type them', () => {
    expect(limitsOf('0.5, 1  2,2 nonsense')).toEqual([0.5, 1, 2]);
    expect(thresholdsOf([0.5, 1])).toEqual([{ value: 0.5, tone: 'warning' }, { value: 1, tone: 'error' }]);
    expect(thresholdsOf([3])).toEqual([{ value: 3, tone: 'warning' }]);
  });
});
