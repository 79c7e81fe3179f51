import { useLayoutEffect, useMemo, useSyncExternalStore } from 'react';
import type { TimeRange } from './time';

/** What a page shows while the URL says nothing: its time range and its refresh rate. */
export type PageDefaults = { range: TimeRange; refresh: string };

let current: PageDefaults | undefined;
const listeners = new Set<() => void>();

function set(next: PageDefaults | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For pages that bring defaults of their own, such as a dashboard. True once they are in force: before, nothing should be asked. */
export function usePageDefaults({ range: { from, to }, refresh }: PageDefaults): boolean {
  const mine = useMemo(() => ({ range: { from, to }, refresh }), [from, to, refresh]);
  useLayoutEffect(() => {
    set(mine);
    return () => {
      if (current === mine) set(undefined);
    };
  }, [mine]);
  return useSetDefaults() === mine;
}

/** The defaults the page has set, if any. */
export const useSetDefaults = (): PageDefaults | undefined => useSyncExternalStore(subscribe, () => current);
