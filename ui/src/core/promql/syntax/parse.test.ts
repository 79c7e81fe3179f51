import { describe, expect, it } from 'vitest';
import { parseExpression, tryParse } from './parse';
import { quote, unquote } from './tokens';

const up = { kind: 'selector', metric: 'up', matchers: [], shifted: false };

describe('reading PromQL', () => {
  it('reads a selector with every kind of matcher', () => {
    expect(parseExpression(`up{job="a",env!='b', host=~"c.*",zone!~\`d\\.\`}[5m] offset -1h`)).toEqual({
      kind: 'selector',
      metric: 'up',
      matchers: [
        { label: 'job', op: '=', value: 'a' },
        { label: 'env', op: '!=', value: 'b' },
        { label: 'host', op: '=~', value: 'c.*' },
        { label: 'zone', op: '!~', value: 'd\\.' },
      ],
      range: '5m',
      shifted: true,
    });
  });

  it('reads names in quotes, as metrics and as labels', () => {
    expect(parseExpression('{"http.requests", "le.x"="1"}')).toMatchObject({ metric: 'http.requests', matchers: [{ label: 'le.x', value: '1' }] });
  });

  it.each([
    ['before', 'sum by (job, env) (up)'],
    ['after', 'SUM(up) BY (job, env,)'],
  ])('reads the grouping %s what is added up', (_, text) => {
    expect(parseExpression(text)).toEqual({ kind: 'aggregation', op: 'sum', args: [up], grouping: { without: false, labels: ['job', 'env'] } });
  });

  it('binds as the language says', () => {
    expect(parseExpression('1 + 2 * 3 ^ 2 ^ 1 > bool 4')).toMatchObject({
      op: '>', bool: true, left: { op: '+', right: { op: '*', right: { op: '^', right: { op: '^' } } } },
    });
    expect(parseExpression('8 - 4 - 2')).toMatchObject({ op: '-', left: { op: '-' }, right: { text: '2' } });
    expect(parseExpression('-up ^ 2')).toMatchObject({ kind: 'negative', of: { op: '^' } });
  });

  it('reads vector matching, subqueries and modifiers', () => {
    expect(parseExpression('a / on (x) group_left (y) b')).toMatchObject({ op: '/', matched: true });
    expect(parseExpression('max_over_time(rate(up[5m])[1h:30s])')).toMatchObject({ args: [{ kind: 'subquery', range: '1h:30s' }] });
    expect(parseExpression('up @ start()')).toMatchObject({ shifted: true });
    expect(parseExpression('rate(up[$__rate_interval])')).toMatchObject({ args: [{ range: '$__rate_interval' }] });
  });

  it('reads comments, lines, numbers and metrics that are called like functions', () => {
    expect(parseExpression('# how many\n sum( # all\n up)')).toMatchObject({ op: 'sum' });
    expect(parseExpression('.5e3')).toEqual({ kind: 'number', text: '.5e3' });
    expect(parseExpression('-Inf')).toEqual({ kind: 'number', text: '-Inf' });
    expect(parseExpression('sum')).toMatchObject({ kind: 'selector', metric: 'sum' });
  });

  it.each(['sum(', 'up{job}', 'up{job="a"', '1 +', 'up[5m', 'up up', '', 'a ? b', '"open'])('knows that %s is no expression', (text) => {
    expect(tryParse(text)).toBeUndefined();
  });
});

describe('strings', () => {
  it.each(['plain', 'a "b" \\ c', 'two\nlines\t', 'ümlaut ✓'])('survive being written: %j', (value) => {
    expect(unquote(quote(value))).toBe(value);
  });
});
