import { describe, expect, it } from 'vitest';
import { completionPlace } from './completion';
import { toTextRange } from './places';

/** The place at the bar: `|` marks the cursor. */
const placeIn = (marked: string) => completionPlace(marked.replace('|', ''), marked.indexOf('|'));

describe('completion in a search', () => {
  it('offers fields where a condition begins', () => {
    expect(placeIn('|')).toEqual({ kind: 'field', from: 0, to: 0, prefix: '', joins: false });
    expect(placeIn('serv|')).toEqual({ kind: 'field', from: 0, to: 4, prefix: 'serv', joins: false });
    expect(placeIn('refused |')).toMatchObject({ kind: 'field', from: 8, joins: true });
    expect(placeIn('-lev|')).toMatchObject({ kind: 'field', from: 1, prefix: 'lev', joins: false });
    expect(placeIn('(a OR b|')).toMatchObject({ kind: 'field', from: 6, prefix: 'b', joins: false });
  });

  it('offers values of the field behind its colon', () => {
    expect(placeIn('service:|')).toEqual({ kind: 'value', from: 8, to: 8, prefix: '', field: 'service', compared: false });
    expect(placeIn('x service:sh|op y')).toEqual({ kind: 'value', from: 10, to: 14, prefix: 'sh', field: 'service', compared: false });
    expect(placeIn('user.name:"Anna |')).toMatchObject({ kind: 'value', from: 10, prefix: 'Anna ', field: 'user.name' });
    expect(placeIn('level:>=wa|')).toMatchObject({ kind: 'value', prefix: 'wa', field: 'level', compared: true });
  });

  it('offers values inside of the brackets of a field', () => {
    expect(placeIn('level:(|')).toMatchObject({ kind: 'value', field: 'level', prefix: '' });
    expect(placeIn('level:(info OR err|')).toMatchObject({ kind: 'value', field: 'level', prefix: 'err' });
  });

  it.each(['"connection re|', '/con.*|/', 'status:[400 TO 4|99]'])('keeps quiet inside of %s', (marked) => {
    expect(placeIn(marked)).toEqual({ kind: 'none' });
  });
});

describe('a place the server named', () => {
  it.each([
    ['abc', 1, 1, 1, 2],
    ['a😀)', 2, 1, 3, 4],
    ['abc', 3, 0, 2, 3],
    ['abc', 0, 99, 0, 3],
    ['', 0, 0, 0, 0],
  ])('%s at %i for %i characters', (text, position, length, from, to) => {
    expect(toTextRange(text, position, length)).toEqual({ from, to });
  });
});
