import { expect, it } from 'vitest';
import type { Resource } from '../api';
import { amount, nameOf, toneOf, verdictOf } from './words';

const resource = (changes: Partial<Resource>): Resource => ({
  kind: 'memory', title: 'Memory of the host', unit: 'bytes', behaviour: 'follows', labels: { job: 'node', instance: 'web' }, limit: 100, state: 'ok', reason: '',
  now: { value: 40, share: 0.4 }, busy: { value: 50, share: 0.5 }, grown: { value: 60, share: 0.6 }, crosses_at: null, crosses_at_grown: null, load_at_threshold: null,
  outliers: 0, per_day: 0, per_day_grown: null, points: 100, r_squared: 0.9, slope: 1, ...changes,
});

it('says what comes first, in the order of urgency', () => {
  const calm = resource({});
  expect(verdictOf([calm], 0.9, 0.3)).toBe('With 30 % more load, everything that can be told stays below 90 %');
  expect(verdictOf([resource({ grown: { value: 95, share: 0.95 } }), calm], 0.9, 0.3)).toBe('With 30 % more load, 1 resource crosses 90 %: memory of the host web first');
  expect(verdictOf([resource({ busy: { value: 95, share: 0.95 } })], 0.9, 0.3)).toContain('above 90 % in busy times already');
  expect(verdictOf([resource({ crosses_at_grown: '2026-12-01T00:00:00Z' })], 0.9, 0.3)).toContain('does first, by growing');
  expect(verdictOf([resource({ grown: null, state: 'too_little_history' })], 0.9, 0.3)).toBe('What 30 % more load would take can’t be told yet');
});

it('colours what is full now red, and what would be amber', () =>
  expect([toneOf(resource({ busy: { value: 95, share: 0.95 } }), 0.9), toneOf(resource({ grown: { value: 91, share: 0.91 } }), 0.9), toneOf(resource({}), 0.9)]).toEqual(['error', 'warning', undefined]));

it('names a resource by what tells it from others', () => expect(nameOf(resource({ labels: { job: 'node', instance: 'web', mountpoint: '/data' } }))).toBe('web · /data'));

it('writes a use in its unit', () => expect([amount(1024, 'bytes'), amount(1.5, 'cores'), amount(0.25, 'ratio'), amount(12, 'connections')]).toEqual(['1 KiB', '1.5 cores', '25 %', '12']));
