import { expect, it } from 'vitest';
import { isOver, slugOf, statesOf } from './statusPage';

it('makes an address of a title', () => expect(['Shop status', ' Über & Co. ', '--'].map(slugOf)).toEqual(['shop-status', 'ber-co', '']));

it('ends each kind of post with a state that is over', () => {
  expect(isOver(statesOf('incident').at(-1)!.value)).toBe(true);
  expect(isOver(statesOf('maintenance').at(-1)!.value)).toBe(true);
  expect(isOver(statesOf('maintenance')[0]!.value)).toBe(false);
});
