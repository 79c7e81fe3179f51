import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

export type Vantage = Schemas['VantagesResponse']['vantages'][number];

const FRESH_MS = 60_000;

/** The server itself and the agents that check for it. */
export function useVantages() {
  return useQuery({
    queryKey: ['health', 'vantages'],
    queryFn: async ({ signal }): Promise<Vantage[]> => (await unwrap(api.GET('/rest/health/vantages', { signal }))).vantages,
    staleTime: FRESH_MS,
  });
}
