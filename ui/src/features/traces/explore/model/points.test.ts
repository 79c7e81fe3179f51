import { describe, expect, it } from 'vitest';
import type { TracePoints } from '../../api';
import { dotsOf, leftOut, servicesOf, slowestOf } from './points';

const ANSWER: TracePoints = {
  points: {
    trace_id: ['t1', 't2', 't3'], span_id: ['a', 'b', 'c'], start: [10, 11, 12], duration_ms: [5, 50, 500], error: [false, true, false],
    service: ['shop', 'api', 'shop'], name: ['GET /', 'POST /pay', 'GET /cart'],
  },
  total: 3, estimated: false, sampled: false, stats: { rows_read: 0, bytes_read: 0, elapsed_ms: 0 }, notices: [], range: { start: 0, end: 20 },
};

describe('the points of traces', () => {
  it('are dots in the colour of their service', () => {
    expect(dotsOf(ANSWER, (service) => `--${service}`)[1]).toEqual({ id: 't2', seconds: 11, ms: 50, failed: true, color: '--api', label: 'api · POST /pay' });
  });

  it('name their services, the busiest first', () => {
    expect(servicesOf(ANSWER)).toEqual(['shop', 'api']);
  });

  it('know the slowest', () => {
    expect([slowestOf(ANSWER), slowestOf(undefined)]).toEqual([500, 0]);
  });

  it('say what is left out, and whether that is a guess', () => {
    expect(leftOut(ANSWER)).toBeUndefined();
    expect(leftOut({ ...ANSWER, sampled: true, total: 12_000 })).toMatch(/^3 of 12\u202f000 drawn/);
    expect(leftOut({ ...ANSWER, sampled: true, estimated: true, total: 12_000 })).toMatch(/^3 of about 12\u202f000 drawn/);
  });
});
