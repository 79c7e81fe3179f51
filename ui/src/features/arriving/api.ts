import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { claimSlots } from '@/core/serviceSlots';
import type { useTimeRange } from '@/core/useTimeRange';

export type Service = Schemas['Service'];
export type LogRow = Schemas['LogRow'];
type Range = ReturnType<typeof useTimeRange>;

const BACKFILL_SECONDS = 3600;
const BACKFILL_ROWS = 200;

export function useServices(time: Range) {
  return useQuery({
    queryKey: ['services', time.range],
    queryFn: async ({ signal }) => {
      const answer = await unwrap(api.GET('/rest/services', { params: { query: time.resolve() }, signal }));
      claimSlots(answer.services.map((service) => service.name));
      return answer;
    },
    ...time.query,
  });
}

export function useLogHistogram(time: Range, buckets: number) {
  return useQuery({
    queryKey: ['logs', 'histogram', time.range, buckets],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/logs/histogram', { body: { query: '', ...time.resolve(), buckets }, signal })),
    ...time.query,
  });
}

export function useSpanTimeline(time: Range, buckets: number) {
  return useQuery({
    queryKey: ['services', 'timeline', time.range, buckets],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/services/timeline', { params: { query: { ...time.resolve(), buckets } }, signal })),
    ...time.query,
  });
}

/** The newest records before the live tail begins. Asked once: from then on the tail brings the new ones. */
export function useNewestLogs() {
  return useQuery({
    queryKey: ['logs', 'newest'],
    queryFn: ({ signal }) => {
      const end = Date.now() / 1000;
      return unwrap(api.POST('/rest/logs/search', { body: { query: '', start: end - BACKFILL_SECONDS, end, limit: BACKFILL_ROWS }, signal }));
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
