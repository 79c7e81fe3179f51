import { expect, it } from 'vitest';
import { eventKind, lasted, standing } from './words';

it('is louder about an incident nobody has taken', () => {
  expect(standing({ state: 'open', severity: 'critical' })).toEqual({ severity: 'critical', word: 'Open' });
  expect(standing({ state: 'acknowledged', severity: 'critical' }).severity).toBe('warning');
  expect(standing({ state: 'resolved', severity: 'critical' }).severity).toBe('ok');
});

it('counts until it was resolved, or until now', () => {
  const opened_at = '2026-01-01T00:00:00Z';
  expect(lasted({ opened_at, resolved_at: '2026-01-01T00:02:30Z' }, 0)).toBe('2m 30s');
  expect(lasted({ opened_at, resolved_at: null }, Date.parse(opened_at) / 1000 + 7200)).toBe('2h 0m');
});

it('names what happened in plain words', () => {
  expect(eventKind({ kind: 'joined' }).word).toBe('Fails with it');
});
