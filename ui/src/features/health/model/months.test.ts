import { expect, it } from 'vitest';
import { isMonth, monthName, monthsUntil } from './months';

it('counts months back over the turn of the year', () => {
  expect(monthsUntil(Date.parse('2026-01-31T23:00:00Z'), 3)).toEqual(['2026-01', '2025-12', '2025-11']);
  expect(monthName('2025-12')).toBe('December 2025');
});

it('takes nothing else for a month', () => expect(['2026-13', '2026-1', 'now', undefined].map(isMonth)).toEqual([false, false, false, false]));
