import { useQuery } from '@tanstack/react-query';
import { api, done, unwrap } from '@/api/client';
import { queryClient } from '@/api/queryClient';

const KEY = ['settings', 'own-sessions'];

export function useOwnSessions() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => unwrap(api.GET('/rest/account/sessions', { signal })) });
}

export async function endOwnSession(session_id: string): Promise<void> {
  await done(api.DELETE('/rest/account/sessions/{session_id}', { params: { path: { session_id } } }));
  await queryClient.invalidateQueries({ queryKey: KEY });
}

/** Every other session ends. */
export async function changePassword(current_password: string, new_password: string): Promise<void> {
  await done(api.PUT('/rest/account/password', { body: { current_password, new_password } }));
  await queryClient.invalidateQueries({ queryKey: KEY });
}
