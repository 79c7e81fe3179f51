import { useEffect, useRef } from 'react';
import { registerKeys } from './keysRegistry';

/** A key, or two after each other, and what they do. */
export type KeyBinding = {
  /** `l`, `shift+-`, `mod+k` (⌘ or Ctrl), `Enter`, `[`, or a sequence such as `g l`. */
  keys: string;
  /** What happens, for the help sheet: `Logs`, `Next row`. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Also while typing. Bindings with `mod` are so by themselves. */
  whileTyping?: boolean;
};

/**
 * Registers keys as long as the component is on the page; `?` lists them under `group`. Single keys are off while typing and
 * while a dialog is open, and whoever handled the event before (`preventDefault`) keeps it. Of two bindings for the same keys
 * the one registered last wins. The array may be made anew at each render.
 */
export function useKeys(bindings: readonly KeyBinding[], group = 'This page'): void {
  const newest = useRef(bindings);
  newest.current = bindings;
  const shape = bindings.map(({ keys, label, whileTyping }) => `${keys}\n${label}\n${whileTyping}`).join('\n\n');
  useEffect(
    () => registerKeys(group, newest.current.map((binding, i) => ({ ...binding, run: (event) => newest.current[i]?.run(event) }))),
    [shape, group],
  );
}
