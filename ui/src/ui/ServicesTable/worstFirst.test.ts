import { expect, it } from 'vitest';
import type { Finding } from '@/ui/Findings/words';
import type { ServiceRow } from './types';
import { worstFirst } from './worstFirst';

const service = (name: string, figures: Partial<ServiceRow> = {}): ServiceRow => ({
  name,
  environments: [],
  version: '',
  requests_per_second: 0,
  error_ratio: null,
  p50_ms: null,
  p95_ms: null,
  p99_ms: null,
  logs: {},
  last_seen: null,
  findings: [],
  history: [],
  ...figures,
});

const slow = (cause: Finding['cause'], severity: Finding['severity'], over = false): Finding => ({
  kind: 'latency', service: '', severity, value: 1, usual: 1, since: null, over, operation: '', cause, trace_id: '', span_id: '',
});
const OWN: Finding['cause'] = { kind: 'own', name: '', via: [] };

it('puts failing services first, then those that log errors, then the busy ones', () => {
  const sorted = worstFirst([
    service('calm'),
    service('busy', { requests_per_second: 90, error_ratio: 0 }),
    service('complaining', { logs: { ERROR: 3, info: 100 } }),
    service('failing', { error_ratio: 0.02 }),
  ]);
  expect(sorted.map(({ name }) => name)).toEqual(['failing', 'complaining', 'busy', 'calm']);
});

it('puts who is at fault before those who wait, however bad those look, and what is over last', () => {
  const sorted = worstFirst([
    service('past', { findings: [slow(OWN, 'critical', true)] }),
    service('waiting', { findings: [slow({ kind: 'service', name: 'guilty', via: [] }, 'critical')], error_ratio: 0.5 }),
    service('guilty', { findings: [slow(OWN, 'warning')] }),
  ]);
  expect(sorted.map(({ name }) => name)).toEqual(['guilty', 'waiting', 'past']);
});
