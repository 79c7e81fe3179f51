import { describe, expect, it } from 'vitest';
import { newOperation, usualOperations, EMPTY_QUERY } from './query';
import { OPERATIONS } from './operations';
import { printQuery } from './print';
import { readQuery, type BuilderReading } from './read';

const queryIn = (reading: BuilderReading) => {
  if ('reason' in reading) throw new Error(reading.reason);
  return reading.query;
};

describe('the builder', () => {
  it.each([
    'up',
    'up{job="node", instance=~"a.*"}',
    '{job="node"}',
    'rate(http_requests_total{status!="500"}[5m])',
    'sum by (service_name, http_route) (rate(http_requests_total[$__rate_interval]))',
    'sum without (instance) (up)',
    'histogram_quantile(0.95, sum by (le) (rate(duration_seconds_bucket[5m])))',
    'topk(5, sum by (job) (up)) > 10',
    'quantile_over_time(0.9, load[1h])',
    'predict_linear(free_bytes[1h], 3600) / 1024',
    '(a + 2) * 3',
    'a * 2 + 3 > 4',
    '(a ^ 2) ^ 3',
    'count_values("version", build_info)',
    'round(a, 0.1)',
    '{"http.requests", "le.x"="1"}',
  ])('shows %s and writes it again', (text) => {
    expect(printQuery(queryIn(readQuery(text)))).toBe(text);
  });
});

describe('what the builder can’t show', () => {
  it.each([
    ['errors / requests', 'combinations of two metrics'],
    ['a + on (x) b', 'combinations of two metrics'],
    ['up offset 5m', 'offset and @'],
    ['max_over_time(rate(up[5m])[1h:])', 'subqueries'],
    ['100 - up', 'numbers before an operator'],
    ['label_replace(up, "a", "b", "c", "d")', 'function label_replace'],
    ['up > bool 1', 'bool'],
    ['{__name__=~"node_.*"}', 'patterns of metric names'],
    ['vector(1)', 'function vector'],
    ['a / 1024 ^ 2', 'calculations with several numbers'],
    ['up{job=""}', 'labels that are missing'],
    ['42', 'expressions without a metric'],
    ['sum(up', 'not complete'],
  ])('says why: %s', (text, reason) => {
    expect(readQuery(text)).toEqual({ reason: expect.stringContaining(reason) });
  });
});

describe('operations', () => {
  it('can all be chosen, written and read again', () => {
    for (const { id } of OPERATIONS) {
      const query = { metric: 'up', matchers: [], operations: [newOperation(id)] };
      expect(queryIn(readQuery(printQuery(query)))).toEqual(query);
    }
  });

  it('start with what one would look at first', () => {
    const usual = (metric: string, type?: string) => printQuery({ ...EMPTY_QUERY, metric, operations: usualOperations(metric, type) });
    expect(usual('requests_total', 'counter')).toBe('rate(requests_total[5m])');
    expect(usual('load1', 'gauge')).toBe('load1');
    expect(usual('took_seconds', 'histogram')).toBe('histogram_quantile(0.95, sum(rate(took_seconds[5m])))');
    expect(usual('took_seconds_count', 'histogram')).toBe('rate(took_seconds_count[5m])');
    expect(usual('took_seconds_bucket', 'histogram')).toBe('histogram_quantile(0.95, sum by (le) (rate(took_seconds_bucket[5m])))');
  });

  it('leave out filters that say nothing yet', () => {
    expect(printQuery({ metric: 'up', matchers: [{ label: '', op: '=', value: '' }, { label: 'job', op: '=', value: '' }], operations: [] })).toBe('up');
    expect(printQuery(EMPTY_QUERY)).toBe('');
  });
});
