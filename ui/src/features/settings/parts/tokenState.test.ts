import { expect, it } from 'vitest';
import { endsSoon, tokenState } from './tokenState';

const NOW = Date.parse('2026-03-01T00:00:00Z') / 1000;
const token = (expires_at: string | null, revoked_at: string | null = null) => ({ expires_at, revoked_at });

it('tells an active token from one that ended', () => {
  expect(tokenState(token(null), NOW)).toBe('active');
  expect(tokenState(token('2026-03-01T00:00:00Z'), NOW)).toBe('expired');
  expect(tokenState(token('2026-04-01T00:00:00Z', '2026-02-01T00:00:00Z'), NOW)).toBe('revoked');
});

it('warns a week ahead', () => {
  expect(endsSoon(token('2026-03-06T00:00:00Z'), NOW)).toBe(true);
  expect(endsSoon(token('2026-03-20T00:00:00Z'), NOW)).toBe(false);
  expect(endsSoon(token('2026-02-20T00:00:00Z'), NOW)).toBe(false);
  expect(endsSoon(token(null), NOW)).toBe(false);
});
