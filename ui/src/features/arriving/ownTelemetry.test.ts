import { expect, it } from 'vitest';
import { waitsFor } from './ownTelemetry';

it('waits while nobody but Sardonyx itself has reported', () => {
  expect(waitsFor([])).toContain('Nothing');
  expect(waitsFor([{ name: 'sardonyx' }])).toContain('Only Sardonyx');
  expect(waitsFor([{ name: 'sardonyx' }, { name: 'checkout' }])).toBeUndefined();
});
