import { expect, it } from 'vitest';
import { notationOf } from '@/core/notation';
import { OFFERED_UNITS } from './offered';

it('every unit that is offered is known', () => {
  for (const [id] of OFFERED_UNITS.flatMap(({ items }) => items)) {
    const notation = notationOf(id);
    // An unknown unit is a count with its name behind it.
    expect('names' in notation && notation.names[0] === id, id).toBe(false);
  }
});

it('no unit is offered twice', () => {
  const ids = OFFERED_UNITS.flatMap(({ items }) => items.map(([id]) => id));
  expect(new Set(ids).size).toBe(ids.length);
});
