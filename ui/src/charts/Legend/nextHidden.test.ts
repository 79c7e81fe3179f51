import { expect, it } from 'vitest';
import { nextHidden } from './nextHidden';

const keys = ['info', 'warn', 'error'];

it('shows only the clicked series, and all of them at the second click', () => {
  const only = nextHidden(keys, new Set(), 'error', false);
  expect([...only]).toEqual(['info', 'warn']);
  expect(nextHidden(keys, only, 'error', false).size).toBe(0);
});

it('moves to another series when one was alone', () => {
  expect([...nextHidden(keys, new Set(['info', 'warn']), 'info', false)]).toEqual(['warn', 'error']);
});

it('switches a single series with the modifier key', () => {
  const without = nextHidden(keys, new Set(), 'info', true);
  expect([...without]).toEqual(['info']);
  expect(nextHidden(keys, without, 'info', true).size).toBe(0);
});
