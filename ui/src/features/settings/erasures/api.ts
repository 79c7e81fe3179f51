import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

export type Erasure = Schemas['ErasureView'];
export type ErasureInput = Schemas['ErasureInput'];

const KEY = ['settings', 'erasures'];
const WATCH_MS = 1000;

const isAtWork = ({ state }: Erasure) => state === 'queued' || state === 'running';

/** Erasures and dry runs, newest first; looked at again while one is at work. */
export function useErasures() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/erasures', { signal }))).erasures,
    refetchInterval: ({ state }) => (state.data?.some(isAtWork) ? WATCH_MS : false),
  });
}

/** Counts what is of a person, or erases it. */
export function useErase() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ErasureInput) => unwrap(api.POST('/rest/erasures', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
