import { describe, expect, it } from 'vitest';
import { dotsOf, tracedExemplars } from './exemplars';

const one = (trace: string, value: string, timestamp: number) => ({ labels: { trace_id: trace, span_id: 's' }, value, timestamp });

describe('exemplars', () => {
  it('count once for all buckets that show them, and only when they lead to a trace', () => {
    const found = [
      { seriesLabels: { le: '1' }, exemplars: [one('t1', '0.8', 10)] },
      { seriesLabels: { le: '2' }, exemplars: [one('t1', '0.8', 10), { labels: {}, value: '1', timestamp: 12 }, one('t2', '1.5', 200)] },
    ];
    expect(tracedExemplars(found, 0, 100)).toEqual([{ traceId: 't1', spanId: 's', time: 10, value: 0.8 }]);
  });

  it('keep the largest of each moment when there are too many', () => {
    const found = [{ seriesLabels: {}, exemplars: Array.from({ length: 4000 }, (_, i) => one(`t${i}`, String(i % 25), i / 40)) }];
    const kept = tracedExemplars(found, 0, 100);
    expect(kept).toHaveLength(160);
    expect(kept.every(({ value }) => value === 24)).toBe(true);
  });

  it('lie at their value only where the axis is in their unit', () => {
    const exemplars = [{ traceId: 't', time: 1, value: 0.25, unit: 's' }];
    expect(dotsOf(exemplars, 's')[0]).toMatchObject({ value: 0.25, label: 'Exemplar 250 ms: click for its trace' });
    expect(dotsOf(exemplars, '/s')[0]!.value).toBeUndefined();
  });
});
