import { expect, it } from 'vitest';
import { countByLevel, isTrouble, toLevel, troubleRecords } from './levels';

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

it('adds spellings of one level up, worst first', () => {
  expect(countByLevel({ INFO: 5, ERROR: 1, error: 2, information: 3 })).toEqual([['error', 3], ['info', 8]]);
  expect(troubleRecords({ FATAL: 1, ERROR: 2, WARN: 9 })).toBe(3);
});
