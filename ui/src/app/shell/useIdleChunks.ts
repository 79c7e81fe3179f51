import { useEffect } from 'react';
import { useRouter } from '@tanstack/react-router';

/** Longest wait for a quiet moment. */
const TIMEOUT_MS = 4000;

/** Fetches the code of all pages, and of what `more` loads, while the browser has nothing to do, so that the first visit is as quick as the second. */
export function useIdleChunks(more: readonly (() => Promise<unknown>)[]): void {
  const router = useRouter();
  useEffect(() => {
    const load = () => {
      // What fails now is fetched again, and its failure shown, when it is wanted.
      for (const chunk of more) void chunk().catch(() => undefined);
      for (const route of Object.values(router.routesByPath)) if (!route.options.staticData?.rare) void router.loadRouteChunk(route);
    };
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(load, TIMEOUT_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(load, { timeout: TIMEOUT_MS });
    return () => cancelIdleCallback(idle);
  }, [router, more]);
}
