/** One key press as text: modifiers in the order mod, alt, shift, then the key; letters in lower case. */
export type Chord = string;

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const MODIFIERS = ['mod', 'alt', 'shift'];

/** What was pressed. Shift is only said where the key itself does not already tell it: `?` is `?`, but `Shift Enter` is `shift+enter`. */
export function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): Chord {
  const printed = key === ' ' ? 'space' : key.toLowerCase();
  // Many layouts have `[` and `]` on AltGr, which some systems report as Ctrl with Alt: there it is part of the sign.
  const composed = altKey && /^[^a-z0-9]$/.test(printed);
  // Layouts print different signs with Shift and the minus key.
  const name = printed === '_' ? '-' : printed;
  const shifted = shiftKey && (name.length > 1 || /[a-z-]/.test(name));
  return [(ctrlKey && !composed) || metaKey ? 'mod' : '', altKey && !composed ? 'alt' : '', shifted ? 'shift' : '', name].filter(Boolean).join('+');
}

/** The presses a binding waits for: `g l` is two, `mod+k` is one. */
export function chordsOf(keys: string): Chord[] {
  return keys.split(' ').map((part) => {
    const names = part.toLowerCase().split(/\+(?=.)/);
    const key = names.pop() ?? '';
    return [...MODIFIERS.filter((modifier) => names.includes(modifier)), key].join('+');
  });
}

/** The names on the keys of a binding, press by press: `[['⌘', 'K']]` on a Mac, `[['G'], ['L']]` for a sequence. */
export function keyNames(keys: string, mac: boolean): string[][] {
  const names: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl', alt: mac ? '⌥' : 'Alt', shift: mac ? '⇧' : 'Shift', '-': '−', enter: 'Enter', escape: 'Esc', space: 'Space',
    arrowdown: '↓', arrowup: '↑', arrowleft: '←', arrowright: '→',
  };
  return chordsOf(keys).map((chord) => chord.split(/\+(?=.)/).map((name) => names[name] ?? (name.length === 1 ? name.toUpperCase() : name[0]!.toUpperCase() + name.slice(1))));
}

export const onMac = (): boolean => typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);
