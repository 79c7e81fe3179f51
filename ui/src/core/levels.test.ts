import { expect, it } from 'vitest';
import { isTrouble, toLevel } from './levels';

it.each([
  ['WARNING', 'warn'],
  ['Error', 'error'],
  ['INFO2', 'info'],
  ['notice', 'info'],
  ['CRITICAL', 'fatal'],
  ['', 'unknown'],
  ['loud', 'unknown'],
])('reads %o as %o', (text, level) => expect(toLevel(text)).toBe(level));

it('counts errors and worse as trouble', () => expect(['warn', 'error', 'fatal'].map((level) => isTrouble(toLevel(level)))).toEqual([false, true, true]));
