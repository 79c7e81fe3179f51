import { expect, it } from 'vitest';
import { sparklinePath } from './sparklinePath';

it('puts the newest value at the right edge and leaves room for the missing past', () => {
  expect(sparklinePath([0, 10], 3, 100, 24)).toEqual({ line: 'M50.0,22.0L100.0,2.0', area: 'M50.0,22.0L100.0,2.0L100.0,24L50.0,24Z' });
});

it('drops what is older than its slots', () => {
  expect(sparklinePath([99, 5, 10], 2, 100, 24)?.line).toBe('M0.0,12.0L100.0,2.0');
});

it('draws a flat line at the bottom for zeros, and nothing for a single point', () => {
  expect(sparklinePath([0, 0], 2, 100, 24)?.line).toBe('M0.0,22.0L100.0,22.0');
  expect(sparklinePath([null, 4], 2, 100, 24)).toBeUndefined();
});

it('keeps gaps as gaps and shows a point between two of them as a dot', () => {
  expect(sparklinePath([10, 10, null, 5, null], 5, 100, 24)?.line).toBe('M0.0,2.0L25.0,2.0M75.0,12.0h0');
});

it('shares its scale when it is told the top', () => {
  expect(sparklinePath([10, 10], 2, 100, 24, 20)?.line).toBe('M0.0,12.0L100.0,12.0');
});
