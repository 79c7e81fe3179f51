import { useQuery } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queryClient';

export type User = Schemas['UserView'];
export type RoleName = Schemas['UserInput']['roles'][number];

const KEY = ['settings', 'users'];

const again = () => queryClient.invalidateQueries({ queryKey: KEY });

export function useUsers() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => unwrap(api.GET('/rest/users', { signal })) });
}

export function useUserSessions(user_id: string) {
  return useQuery({
    queryKey: [...KEY, user_id, 'sessions'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/users/{user_id}/sessions', { params: { path: { user_id } }, signal })),
  });
}

export async function createUser(body: Schemas['UserInput']): Promise<User> {
  const user = await unwrap(api.POST('/rest/users', { body }));
  void again();
  return user;
}

export async function changeUser(user_id: string, body: Schemas['UserChanges']): Promise<User> {
  const user = await unwrap(api.PATCH('/rest/users/{user_id}', { params: { path: { user_id } }, body }));
  await again();
  return user;
}

/** The reason enters the audit chain. */
export async function deleteUser(user_id: string, reason: string): Promise<void> {
  await done(api.DELETE('/rest/users/{user_id}', { params: { path: { user_id }, query: { reason } } }));
  await again();
}

export async function setPassword(user_id: string, password: string): Promise<void> {
  await done(api.PUT('/rest/users/{user_id}/password', { params: { path: { user_id } }, body: { password } }));
  await again();
}

export async function endSessions(user_id: string): Promise<void> {
  await done(api.DELETE('/rest/users/{user_id}/sessions', { params: { path: { user_id } } }));
  await again();
}
