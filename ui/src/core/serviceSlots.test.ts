import { expect, it } from 'vitest';
import { colorSlot } from './colors';
import { withNames } from './serviceSlots';

const names = Array.from({ length: 12 }, (_, i) => `service-${i}`);

it('gives the first twelve services twelve different colours', () => {
  expect(new Set(Object.values(withNames({}, names))).size).toBe(12);
});

it('gives a service the colour it would like when that is free', () => {
  expect(withNames({}, ['checkout'])).toEqual({ checkout: colorSlot('checkout') });
});

it('never takes a colour away', () => {
  const before = withNames({}, names.slice(0, 6));
  expect(withNames(before, names)).toMatchObject(before);
});

it('shares colours when there are more services than slots', () => {
  const slots = withNames(withNames({}, names), ['one-more']);
  expect(slots['one-more']).toBe(colorSlot('one-more'));
});
