import { expect, it } from 'vitest';
import { copyUid, uidOf } from './uid';

it('makes ids the server takes', () => {
  expect(uidOf('Größe & Maß / Ä 1')).toBe('gro-e-ma-a-1');
  expect(uidOf('価格')).toBe('dashboard');
  expect(uidOf('x'.repeat(80))).toHaveLength(64);
});

it('gives a copy an id of its own within the length', () => {
  expect(copyUid('shop')).toMatch(/^shop-[a-z0-9]{5}$/);
  expect(copyUid('x'.repeat(64))).toHaveLength(64);
});
