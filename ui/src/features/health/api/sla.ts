import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

export type Sla = Schemas['SlaResponse'];
export type SlaRow = Schemas['SlaMonitor'];

/** What was promised and what was kept in a month, `2026-01`. */
export function useSla(month: string) {
  return useQuery({
    queryKey: ['health', 'sla', month],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/health/sla', { params: { query: { month } }, signal })),
  });
}

/** The same as a file. */
export const slaFile = (month: string, format: 'csv' | 'pdf'): string => `/rest/health/sla.${format}?month=${month}`;
