import { useRef } from 'react';

/** The list as it was while it holds the same items in the same order, so that what is computed of it can be kept. */
export function useSameItems<T>(items: readonly T[]): readonly T[] {
  const last = useRef(items);
  const same = items.length === last.current.length && items.every((item, i) => Object.is(item, last.current[i]));
  if (!same) last.current = items;
  return last.current;
}
