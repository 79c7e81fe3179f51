import { useEffect, useRef, useState, type RefObject } from 'react';
import { useRouterState } from '@tanstack/react-router';

/**
 * After a change of page the keyboard starts in the new page, unless the page has put the focus somewhere itself. True once
 * somebody has travelled: the first page is not announced, the browser has done that.
 */
export function useArrival(main: RefObject<HTMLElement | null>): boolean {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const last = useRef<string>(undefined);
  const [travelled, setTravelled] = useState(false);
  useEffect(() => {
    if (path === undefined || path === last.current) return;
    const first = last.current === undefined;
    last.current = path;
    if (first) return;
    setTravelled(true);
    const at = document.activeElement;
    if (!main.current?.contains(at) && !at?.closest('[aria-modal="true"]')) main.current?.focus({ preventScroll: true });
  }, [path, main]);
  return travelled;
}
