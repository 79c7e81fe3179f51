import { expect, it } from 'vitest';
import { phaseColour, waterfall } from './phases';

it('lays the phases of a check one after the other, whatever their order was', () => {
  const phases = waterfall({ transfer: 0.5, connect: 1, resolve: 2, tls: 0, handshake_of_ours: 3 });
  expect(phases.map(({ name, start, seconds }) => [name, start, seconds])).toEqual([['resolve', 0, 2], ['connect', 2, 1], ['transfer', 3, 0.5], ['handshake_of_ours', 3.5, 3]]);
  expect(phases.at(-1)!.label).toBe('Handshake of ours');
});

it('has a colour for phases nobody named here', () => {
  expect(phaseColour('handshake_of_ours')).toBe('--s12');
});
