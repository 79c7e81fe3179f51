import { expect, it } from 'vitest';
import { colorSlot, sixDigits, withAlpha } from './colors';

it('gives a name the same slot for ever', () => {
  // A figure of its own: changing the hash would recolour every page people know.
  expect(colorSlot('checkout')).toBe(2);
});

it('stays within the twelve slots and uses all of them', () => {
  const slots = new Set(Array.from({ length: 400 }, (_, i) => colorSlot(`service-${i}`)));
  expect([...slots].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

it('reads colours that the build shortened', () => {
  expect(sixDigits('#fff')).toBe('#ffffff');
  expect(sixDigits('#1a2')).toBe('#11aa22');
  expect(sixDigits('#102030')).toBe('#102030');
});

it('adds an opacity to a colour', () => expect(withAlpha('#102030', 0.5)).toBe('#10203080'));
