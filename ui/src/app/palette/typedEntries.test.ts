import { describe, expect, it } from 'vitest';
import { entriesFor } from './typedEntries';

const ALL = ['logs:read', 'traces:read', 'metrics:read'];
const opened = (typed: string, permissions = ALL) => entriesFor(typed, permissions).first.map(({ go }) => go);

describe('what typed text leads to', () => {
  it('is the graph of an expression or of a metric', () => {
    expect(opened('rate(a_total[5m])')).toEqual([{ to: '/explore/metrics', search: { a: 'rate(a_total[5m])' } }]);
    expect(opened('node_load1')).toHaveLength(1);
    expect(opened('up{job="a"}')).toHaveLength(1);
  });

  it('is no graph for words, halves of expressions, and people who may not see metrics', () => {
    for (const typed of ['checkout', 'sum(rate(', 'payment failed', 'a_b c_d']) expect(opened(typed)).toEqual([]);
    expect(opened('node_load1', ['logs:read'])).toEqual([]);
  });

  it('is the trace of an id', () => {
    expect(opened('4bf92f3577b34da6a3ce929d0e0e4736')).toEqual([{ to: '/traces/$traceId', params: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }, search: {} }]);
  });
});
