import { useQuery } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queryClient';

export type Token = Schemas['TokenView'];

const KEY = ['settings', 'tokens'];

export function useTokens() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => unwrap(api.GET('/rest/tokens', { signal })) });
}

export async function createToken(body: Schemas['TokenInput']): Promise<Schemas['CreatedTokenView']> {
  const created = await unwrap(api.POST('/rest/tokens', { body }));
  void queryClient.invalidateQueries({ queryKey: KEY });
  return created;
}

export async function revokeToken(token_id: string): Promise<void> {
  await done(api.DELETE('/rest/tokens/{token_id}', { params: { path: { token_id } } }));
  await queryClient.invalidateQueries({ queryKey: KEY });
}
