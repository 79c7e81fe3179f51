import { useQuery } from '@tanstack/react-query';
import { useCan } from '@/core/permissions';
import { learnSlots } from '@/core/serviceSlots';
import { api, unwrap } from './client';

const STALE_MS = 300_000;

/** Gives every page the colours the server keeps for services, also pages that list none themselves. */
export function useServiceSlots(): void {
  useQuery({
    queryKey: ['services', 'slots'],
    queryFn: async ({ signal }) => {
      const { services } = await unwrap(api.GET('/rest/services', { params: { query: { start: 'now-1d' } }, signal }));
      learnSlots(services);
      return services.length;
    },
    enabled: useCan('services:read'),
    staleTime: STALE_MS,
  });
}
