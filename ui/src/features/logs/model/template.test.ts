import { describe, expect, it } from 'vitest';
import { alikeQuery, templateParts, templateQuery } from './template';

describe('the template of messages', () => {
  it('tells apart what differs', () => {
    expect(templateParts('timeout to <ip> after <*> ms')).toEqual([
      { text: 'timeout to ', variable: false }, { text: '<ip>', variable: true }, { text: ' after ', variable: false }, { text: '<*>', variable: true }, { text: ' ms', variable: false },
    ]);
    expect(templateParts('a < b and c > d')).toEqual([{ text: 'a < b and c > d', variable: false }]);
  });

  it('is searched for by what stays the same', () => {
    expect(templateQuery('timeout to <ip> after <*> ms')).toBe('"timeout to" after ms');
    expect(templateQuery('<*>')).toBe('');
    expect(templateQuery('said "<*>" to <name>')).toBe('said to');
  });

  it('is guessed from a message', () => {
    expect(alikeQuery('session s-00000 asked for by someone')).toBe('session "asked for by someone"');
    expect(alikeQuery('login of [EMAIL] failed\nTraceback')).toBe('"login of" failed');
    expect(alikeQuery('AND 12')).toBe('"AND"');
    expect(alikeQuery('42')).toBe('');
  });
});
