import { expect, it } from 'vitest';
import { sparklinePath } from './sparklinePath';

it('puts the newest value at the right edge and leaves room for the missing past', () => {
  expect(sparklinePath([0, 10], 3, 100, 24)).toEqual({ path: 'M50.0,22.0L100.0,2.0', left: '50.0', right: '100.0' });
});

it('drops what is older than its slots', () => {
  expect(sparklinePath([99, 5, 10], 2, 100, 24)?.path).toBe('M0.0,12.0L100.0,2.0');
});

it('draws a flat line at the bottom for zeros, and nothing for a single point', () => {
  expect(sparklinePath([0, 0], 2, 100, 24)?.path).toBe('M0.0,22.0L100.0,22.0');
  expect(sparklinePath([null, 4], 2, 100, 24)).toBeUndefined();
});
