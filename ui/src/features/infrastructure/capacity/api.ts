import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

export type CapacityAnswer = Schemas['CapacityAnswer'];
export type Resource = Schemas['ResourceAnswer'];

/** Learning looks through days: not more often than this. */
const FRESH_MS = 120_000;

/** What would be used with so much more load (0.3 is 30 %), learnt from the past until now. */
export function useCapacity(growth: number, past: string) {
  return useQuery({
    queryKey: ['capacity', growth, past],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/infrastructure/capacity', { params: { query: { growth, start: `now-${past}`, end: 'now' } }, signal })),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
}
