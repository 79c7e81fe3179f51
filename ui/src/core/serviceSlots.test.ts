import { expect, it } from 'vitest';
import { colorSlot } from './colors';
import { learnSlots, serviceToken, tokenFrom } from './serviceSlots';

it('colours a service by the slot the server keeps for it', () => {
  const tokenOf = tokenFrom(new Map([['checkout', 0], ['catalog', 11]]));
  expect([tokenOf('checkout'), tokenOf('catalog')]).toEqual(['--s1', '--s12']);
});

it('colours a service the server has not named yet by its name alone', () => {
  expect(tokenFrom(new Map())('checkout')).toBe(`--s${colorSlot('checkout')}`);
});

it('keeps what it learnt before, and takes over a new slot', () => {
  learnSlots([{ name: 'one', slot: 2 }]);
  learnSlots([{ name: 'two', slot: 4 }]);
  expect([serviceToken('one'), serviceToken('two')]).toEqual(['--s3', '--s5']);
  learnSlots([{ name: 'one', slot: 5 }]);
  expect(serviceToken('one')).toBe('--s6');
});
