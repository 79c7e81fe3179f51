import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './problem';

const MAX_RETRIES = 2;

/** Only what may pass by itself is worth a second try: a server in trouble, or no answer at all. */
export function shouldRetry(failures: number, error: unknown): boolean {
  const refused = error instanceof ApiError && error.status > 0 && error.status < 500;
  return failures < MAX_RETRIES && !refused;
}

/** A refused request means that the session ended: asking who we are shows the sign-in, and the URL stays as it is. */
function onError(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
}

export const SESSION_KEY = ['session'];

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: { queries: { staleTime: 10_000, gcTime: 300_000, refetchOnWindowFocus: false, retry: shouldRetry } },
});
