import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

export type StorageAnswer = Schemas['StorageResponse'];
export type TableStorage = Schemas['TableStorage'];

export function useStorage() {
  return useQuery({ queryKey: ['settings', 'storage'], queryFn: ({ signal }) => unwrap(api.GET('/rest/storage', { signal })) });
}
