import { useEffect, useSyncExternalStore } from 'react';
import type { LinkTarget } from './links';

/** What stands in the top bar and the browser's tab. `parent` is the page one step up: `Services / checkout`. */
export type PageTitle = { title: string; parent?: { label: string; link: LinkTarget } };

let current: PageTitle | undefined;
const listeners = new Set<() => void>();

function set(next: PageTitle | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For pages whose name is only known when they are there. Without it, the route's `staticData.title` stands. */
export function usePageTitle(title: string, parent?: PageTitle['parent']): void {
  const [label, to] = [parent?.label, parent && JSON.stringify(parent.link)];
  useEffect(() => {
    const mine: PageTitle = { title, parent: label && to ? { label, link: JSON.parse(to) as LinkTarget } : undefined };
    set(mine);
    return () => {
      if (current === mine) set(undefined);
    };
  }, [title, label, to]);
}

/** The title a page has set, if any has. */
export const useSetTitle = (): PageTitle | undefined => useSyncExternalStore(subscribe, () => current);
