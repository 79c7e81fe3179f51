import { useEffect, useState, type RefObject } from 'react';

/** How far beyond the window a panel begins to ask: it is there when somebody scrolls to it. */
const MARGIN = '300px 0px';

/** Whether an element is in view or soon will be. */
export function useNear(ref: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), { root: element.closest('#content'), rootMargin: MARGIN });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return near;
}
