import { expect, it } from 'vitest';
import { expiresAt, expiryProblem } from './expiry';

const NOW = Date.parse('2026-03-01T12:00:00Z');

it('counts days from now', () => expect(expiresAt({ choice: '30', date: '' }, NOW)).toBe('2026-03-31T12:00:00.000Z'));
it('says never with null', () => expect(expiresAt({ choice: 'never', date: '' }, NOW)).toBeNull());
it('ends with the last second of the day', () => {
  const end = expiresAt({ choice: 'date', date: '2026-04-05' }, NOW)!;
  expect(new Date(end).getTime()).toBe(new Date(2026, 3, 5, 23, 59, 59).getTime());
});
it('asks for a date that is still to come', () => {
  expect(expiryProblem({ choice: 'date', date: '' }, NOW)).toBe('choose a date');
  expect(expiryProblem({ choice: 'date', date: '2026-02-01' }, NOW)).toBe('this day is over');
  expect(expiryProblem({ choice: 'date', date: '2026-04-05' }, NOW)).toBeUndefined();
  expect(expiryProblem({ choice: '30', date: '' }, NOW)).toBeUndefined();
});
