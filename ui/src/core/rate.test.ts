import { expect, it } from 'vitest';
import { formatRate } from './rate';

it('does not call a seldom thing nothing', () => {
  expect([formatRate(0.002), formatRate(0), formatRate(2.218), formatRate(null)]).toEqual(['< 0.01', '0', '2.22', '–']);
});
