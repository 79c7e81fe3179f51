import { describe, expect, it } from 'vitest';
import { chordOf, chordsOf, keyNames, type KeyPress } from './keysChord';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('a key press', () => {
  it('is the same with Ctrl and with ⌘', () => {
    expect(chordOf(press('k', { ctrlKey: true }))).toBe('mod+k');
    expect(chordOf(press('k', { metaKey: true }))).toBe('mod+k');
  });

  it('says Shift only where the sign does not', () => {
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(press('Enter', { shiftKey: true }))).toBe('shift+enter');
    expect(chordOf(press('_', { shiftKey: true }))).toBe('shift+-');
  });

  it('is the bare sign where a layout has it on AltGr', () => {
    expect(chordOf(press('[', { ctrlKey: true, altKey: true }))).toBe('[');
    expect(chordOf(press(']', { altKey: true }))).toBe(']');
    expect(chordOf(press('j', { ctrlKey: true, altKey: true }))).toBe('mod+alt+j');
  });
});

describe('the keys of a binding', () => {
  it('are one chord or two after each other, however they are written', () => {
    expect(chordsOf('g l')).toEqual(['g', 'l']);
    expect(chordsOf('Shift+Mod+K')).toEqual(['mod+shift+k']);
    expect(chordsOf('shift+-')).toEqual(['shift+-']);
    expect(chordsOf('+')).toEqual(['+']);
  });

  it('are named as on the visitor’s keyboard', () => {
    expect(keyNames('mod+k', true)).toEqual([['⌘', 'K']]);
    expect(keyNames('mod+k', false)).toEqual([['Ctrl', 'K']]);
    expect(keyNames('g l', false)).toEqual([['G'], ['L']]);
    expect(keyNames('Escape', false)).toEqual([['Esc']]);
  });
});
