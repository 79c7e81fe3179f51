import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import type { useTimeRange } from '@/core/useTimeRange';

type Time = ReturnType<typeof useTimeRange>;
type Range = { start: number; end: number };
export type TraceSort = NonNullable<Schemas['TraceSearchRequest']['sort']>;
export type TraceSummary = Schemas['TraceSummary'];
/** An answer with the range it was asked for, in epoch seconds: axes must not move before the points do. */
export type TracePoints = Schemas['TracePointsResponse'] & { range: Range };

/** `searched` is whether anything was asked for: an answer stays in view while the next search runs. */
export type TraceList = Schemas['TraceSearchResponse'] & { searched: boolean };

/** The server gives no more in one answer; a longer list would help nobody to find a trace. */
export const LISTED_TRACES = 200;
const POINTS = 4000;
const EVER_DAYS = 30;

/** The traces with a matching span that come first in the order of `sort`. */
export function useTraceList(time: Time, query: string, sort: TraceSort) {
  return useQuery({
    queryKey: ['traces', 'search', query, time.range, sort],
    queryFn: async ({ signal }): Promise<TraceList> => {
      const answer = await unwrap(api.POST('/rest/traces/search', { body: { query, ...time.resolve(), sort, limit: LISTED_TRACES }, signal }));
      return { ...answer, searched: query !== '' };
    },
    ...time.query,
  });
}

/** Matching traces as points of time and duration, and how many there are. */
export function useTracePoints(time: Time, query: string) {
  return useQuery({
    queryKey: ['traces', 'points', query, time.range, POINTS],
    queryFn: async ({ signal }): Promise<TracePoints> => {
      const range = time.resolve();
      return { ...(await unwrap(api.POST('/rest/traces/points', { body: { query, ...range, limit: POINTS }, signal }))), range };
    },
    ...time.query,
  });
}

export function useTraceFields(time: Time, query: string) {
  return useQuery({
    queryKey: ['traces', 'fields', query, time.range],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/traces/fields', { body: { query, ...time.resolve() }, signal })),
    ...time.query,
  });
}

/** Values of a field of spans that begin so, in the range. */
export async function findSpanValues(range: Range, field: string, prefix: string, abort: AbortSignal) {
  const query = { signal: 'traces' as const, field, prefix, ...range, limit: 30 };
  return (await unwrap(api.GET('/rest/search/values', { params: { query }, signal: abort }))).values;
}

/** Whether any trace has come in the last month. */
export function useAnyTraces() {
  return useQuery({
    queryKey: ['traces', 'any'],
    queryFn: async ({ signal }) =>
      (await unwrap(api.POST('/rest/traces/search', { body: { query: '', start: `now-${EVER_DAYS}d`, end: 'now', limit: 1 }, signal }))).traces.length > 0,
    refetchInterval: ({ state }) => (state.data === false ? 2000 : false),
  });
}
