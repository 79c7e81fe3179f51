import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

export type Node = Schemas['DependencyNode'];
export type Edge = Schemas['DependencyEdge'];

const REFRESH_MS = 30_000;

/** What stands on what. */
export function useDependencies() {
  return useQuery({
    queryKey: ['health', 'dependencies'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/health/dependencies', { signal })),
    refetchInterval: REFRESH_MS,
  });
}
