import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';

const DAY_SECONDS = 86_400;

/** Services and environments that reported in the last day, as suggestions. Without the permission to see them: none. */
export function useScopeNames(): { services: string[]; environments: string[] } {
  const { data } = useQuery({
    queryKey: ['settings', 'scope-names'],
    queryFn: ({ signal }) => {
      const end = Date.now() / 1000;
      return unwrap(api.GET('/rest/services', { params: { query: { start: end - DAY_SECONDS, end } }, signal }));
    },
    staleTime: 60_000,
    retry: false,
  });
  const found = data?.services ?? [];
  return {
    services: found.map(({ name }) => name),
    environments: [...new Set(found.flatMap(({ environments }) => environments))].toSorted(),
  };
}
