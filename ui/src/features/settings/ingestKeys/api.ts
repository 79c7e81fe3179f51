import { useQuery } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queryClient';

export type IngestKey = Schemas['TokenView'];

const KEY = ['settings', 'ingest-keys'];

export function useIngestKeys() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => unwrap(api.GET('/rest/ingest-keys', { signal })) });
}

export async function createIngestKey(body: Schemas['IngestKeyInput']): Promise<Schemas['CreatedTokenView']> {
  const created = await unwrap(api.POST('/rest/ingest-keys', { body }));
  void queryClient.invalidateQueries({ queryKey: KEY });
  return created;
}

export async function revokeIngestKey(key_id: string): Promise<void> {
  await done(api.DELETE('/rest/ingest-keys/{key_id}', { params: { path: { key_id } } }));
  await queryClient.invalidateQueries({ queryKey: KEY });
}
