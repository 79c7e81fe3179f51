import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { ALERTING_KEY } from '@/ui/SearchRule/api';

const REFRESH_MS = 5000;

/** All groups with their rules and alerts, asked again as long as somebody looks. */
export function useRules() {
  return useQuery({
    queryKey: [ALERTING_KEY, 'rules'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/alerting/rules', { signal })),
    refetchInterval: REFRESH_MS,
  });
}

/** The rules that are searches, those switched off too. */
export function useSearchRules() {
  return useQuery({
    queryKey: [ALERTING_KEY, 'search-rules'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/alerting/search-rules', { signal }))).items,
    refetchInterval: REFRESH_MS,
  });
}
