import type { MouseEvent } from 'react';
import { useRouter } from '@tanstack/react-router';

/** For plain anchors whose address holds whatever the document says: a click within the product does not load it anew. */
export function useFollowInside() {
  const router = useRouter();
  return (event: MouseEvent, url: string) => {
    if (!url.startsWith('/') || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    router.history.push(url);
  };
}
