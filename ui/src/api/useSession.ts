import { useQuery } from '@tanstack/react-query';
import { api, sessionUnknown, setCsrfToken, unwrap, type Schemas } from './client';
import { queryClient, SESSION_KEY } from './queryClient';

export type Session = Schemas['SessionView'];

/** Who the server takes us for. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => askSession(signal).catch((error: unknown) => {
      if (!signal.aborted) sessionUnknown();
      throw error;
    }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const askSession = async (signal: AbortSignal) => adopt(await unwrap(api.GET('/rest/session', { signal })));

/** Takes over what the server answered to a sign-in, and asks for everything anew as the one we are now. */
export async function enter(answer: Promise<Session>): Promise<void> {
  become(await answer);
}

export async function signOut(): Promise<void> {
  await api.DELETE('/rest/session');
  become({ signed_in: false, setup_required: false });
}

/** Nothing that one person has seen may be left for the next. */
function become(session: Session): void {
  queryClient.setQueryData(SESSION_KEY, adopt(session));
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

function adopt(session: Session): Session {
  setCsrfToken(session.csrf_token ?? null);
  return session;
}
