import { useSyncExternalStore } from 'react';
import { chordOf, chordsOf, type Chord } from './keysChord';
import type { KeyBinding } from './keys';

/** The keys of one part of the page under one heading of the help sheet. */
export type KeyGroup = { group: string; bindings: readonly KeyBinding[] };

/** A second key must follow within this time. */
export const SEQUENCE_MS = 1200;

let groups: readonly KeyGroup[] = [];
const listeners = new Set<() => void>();
let begun: { chord: Chord; at: number } | undefined;

/** Takes up bindings; the answer takes them away again. */
export function registerKeys(group: string, bindings: readonly KeyBinding[]): () => void {
  const entry = { group, bindings };
  if (groups.length === 0) document.addEventListener('keydown', onKeyDown);
  change([...groups, entry]);
  return () => {
    change(groups.filter((each) => each !== entry));
    if (groups.length === 0) document.removeEventListener('keydown', onKeyDown);
  };
}

/** All keys of the page as it is now, in the order their parts appeared. */
export const useKeyGroups = (): readonly KeyGroup[] => useSyncExternalStore(subscribe, () => groups);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly KeyGroup[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

/** The binding that a press completes, or `'begun'` when it is the first of two. */
export function bindingFor(all: readonly KeyGroup[], first: Chord | undefined, chord: Chord): KeyBinding | 'begun' | undefined {
  const newestFirst = all.flatMap(({ bindings }) => bindings).toReversed();
  const completes = (wanted: Chord[]) => newestFirst.find(({ keys }) => sameChords(chordsOf(keys), wanted));
  const sequence = first === undefined ? undefined : completes([first, chord]);
  if (sequence) return sequence;
  if (newestFirst.some(({ keys }) => keys.includes(' ') && chordsOf(keys)[0] === chord)) return 'begun';
  return completes([chord]);
}

const sameChords = (a: Chord[], b: Chord[]): boolean => a.length === b.length && a.every((chord, i) => chord === b[i]);

/** Whether keys go into text here: a field, a choice, or an editor. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
  const chord = chordOf(event);
  const first = begun && event.timeStamp - begun.at < SEQUENCE_MS ? begun.chord : undefined;
  begun = undefined;
  const found = bindingFor(groups, first, chord);
  if (found === undefined) return;
  const quiet = isTyping(event.target) || document.querySelector('[aria-modal="true"]') !== null;
  if (found === 'begun') {
    if (!quiet) begun = { chord, at: event.timeStamp };
    return;
  }
  if (quiet && !found.whileTyping && !chord.startsWith('mod+')) return;
  event.preventDefault();
  found.run(event);
}
