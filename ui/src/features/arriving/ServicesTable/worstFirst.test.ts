import { expect, it } from 'vitest';
import type { Service } from '../api';
import { worstFirst } from './worstFirst';

const service = (name: string, figures: Partial<Service> = {}): Service => ({
  name,
  environments: [],
  version: '',
  spans: 0,
  spans_per_second: 0,
  error_ratio: null,
  p50_ms: null,
  p95_ms: null,
  logs: {},
  last_seen: null,
  first_seen: null,
  ...figures,
});

it('puts failing services first, then those that log errors, then the busy ones', () => {
  const sorted = worstFirst([
    service('calm'),
    service('busy', { spans_per_second: 90, error_ratio: 0 }),
    service('complaining', { logs: { ERROR: 3, info: 100 } }),
    service('failing', { error_ratio: 0.02 }),
  ]);
  expect(sorted.map(({ name }) => name)).toEqual(['failing', 'complaining', 'busy', 'calm']);
});
