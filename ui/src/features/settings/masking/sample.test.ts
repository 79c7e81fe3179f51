import { describe, expect, it } from 'vitest';
import { piecesOf, readAttributes } from './sample';

describe('a sample to mask', () => {
  it('reads one attribute a line, and keeps what follows the first equals sign', () => {
    expect(readAttributes('password=a=b\n\n user.name = Ann \nlone')).toEqual({ password: 'a=b', 'user.name': 'Ann', lone: '' });
  });

  it('cuts a text by Unicode characters', () => {
    expect(piecesOf('mail 😀 a@b.org.', [{ rule: 'email', start: 7, end: 14 }])).toEqual([
      { text: 'mail 😀 ' },
      { text: 'a@b.org', rule: 'email' },
      { text: '.' },
    ]);
  });

  it('shows every character once where finds overlap', () => {
    const pieces = piecesOf('abcdef', [{ rule: 'late', start: 2, end: 6 }, { rule: 'first', start: 0, end: 4 }]);
    expect(pieces).toEqual([{ text: 'abcd', rule: 'first' }, { text: 'ef' }]);
  });
});
