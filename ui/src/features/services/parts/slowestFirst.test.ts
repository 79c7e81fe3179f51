import { expect, it } from 'vitest';
import type { Schemas } from '@/api/client';
import { slowestFirst } from './slowestFirst';

const trace = (trace_id: string, spans: [string, string, number][]): Schemas['TraceSummary'] => ({
  trace_id,
  root_service: 'web',
  root_name: 'GET /',
  start: '2026-01-31T14:03:09Z',
  start_ns: '0',
  duration_ms: 9000,
  span_count: 9,
  error_count: 0,
  services: [],
  matched_count: spans.length,
  matched_spans: spans.map(([service, span_id, ms]) => ({ service, span_id, name: '', duration_ns: ms * 1e6, start_ns: '0', status: '' })),
});

it('orders traces by what they took in the service and points at that span', () => {
  const found = slowestFirst([trace('a', [['core', 's1', 300], ['web', 's2', 8000]]), trace('b', [['core', 's3', 200], ['core', 's4', 900]])], 'core');
  expect(found.map(({ trace: { trace_id }, ms, spanId }) => [trace_id, ms, spanId])).toEqual([
    ['b', 900, 's4'],
    ['a', 300, 's1'],
  ]);
});
