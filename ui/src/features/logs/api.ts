import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import type { SearchSignal } from '@/ui/QueryBar/history';
import type { useTimeRange } from '@/core/useTimeRange';
import { otherRange } from './model/against';
import type { Measure } from './model/measures';
import { ALL_COLUMNS, LINE_COLUMNS } from './model/records';

type Time = ReturnType<typeof useTimeRange>;
export type LogPage = Schemas['LogSearchResponse'] & { range: { start: number; end: number } };
/** Points are [epoch seconds of the step's start, records]. */
export type LogCounts = { start: number; end: number; step_seconds: number; series: { value: string; is_other?: boolean; points: number[][] }[] };
export type LogPattern = Schemas['LogPattern'];
export type LogTableRow = Schemas['LogGroup'];
export type ComparedField = Schemas['LogComparedField'];
/** What is searched for, and whether in the archive, too: slower. */
export type Asked = { query: string; archive: boolean };
export type Within = NonNullable<Schemas['LogContextRequest']['within']>;

export const PAGE_ROWS = 500;
const BUCKETS = 80;
/** Values of a field that get a colour of their own. */
const TOP_VALUES = 7;
const PATTERNS = 200;
export const TABLE_ROWS = 500;
const CONTEXT_STALE_MS = 30_000;
const EVER_DAYS = 30;

/** The records of a search, page by page. All pages belong to the range of the first: "now" does not move between them. */
export function useLogPages(time: Time, asked: Asked, direction: 'backward' | 'forward', withFields: boolean, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['logs', 'search', asked, time.range, direction, withFields],
    queryFn: async ({ signal, pageParam }): Promise<LogPage> => {
      const range = pageParam?.range ?? time.resolve();
      const columns = [...(withFields ? ALL_COLUMNS : LINE_COLUMNS)];
      const body = { ...asked, ...range, direction, columns, limit: PAGE_ROWS, cursor: pageParam?.cursor };
      return { ...(await unwrap(api.POST('/rest/logs/search', { body, signal }))), range };
    },
    initialPageParam: undefined as { cursor: string; range: LogPage['range'] } | undefined,
    getNextPageParam: (last) => (last.next_cursor === null ? undefined : { cursor: last.next_cursor, range: last.range }),
    enabled,
    placeholderData: time.query.placeholderData,
    // Somebody who has scrolled through pages is reading: only a first page is exchanged under their eyes.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : time.query.refetchInterval),
  });
}

/** Records over time by the values of a field, the most frequent ones for themselves. */
export function useLogHistogram(time: Time, asked: Asked, by: string, enabled: boolean) {
  return useQuery({
    queryKey: ['logs', 'histogram', asked, time.range, BUCKETS, by],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/logs/histogram', { body: { ...asked, ...time.resolve(), buckets: BUCKETS, by, top: TOP_VALUES }, signal })),
    enabled,
    ...time.query,
  });
}

/** The kinds of messages in the range, the most frequent first. */
export function useLogPatterns(time: Time, asked: Asked) {
  return useQuery({
    queryKey: ['logs', 'patterns', asked, time.range],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/logs/patterns', { body: { ...asked, ...time.resolve(), limit: PATTERNS }, signal })),
    ...time.query,
  });
}

/** Records in groups, ordered by one of the measures; with what was asked, because an older answer stays until the next. */
export function useLogTable(time: Time, asked: Asked, by: readonly string[], measures: readonly Measure[], order: { by: number; rising: boolean }) {
  return useQuery({
    queryKey: ['logs', 'aggregate', asked, time.range, by, measures, order],
    queryFn: async ({ signal }) => {
      const direction = order.rising ? ('ascending' as const) : ('descending' as const);
      const body = { ...asked, ...time.resolve(), by: [...by], measures: [...measures], limit: TABLE_ROWS, order_by: order.by, direction };
      return { ...(await unwrap(api.POST('/rest/logs/aggregate', { body, signal }))), asked: { by, measures } };
    },
    ...time.query,
  });
}

/** In which values of fields two ranges differ, what differs most first. */
export function useLogComparison(time: Time, asked: Asked, against: string | undefined) {
  return useQuery({
    queryKey: ['logs', 'compare', asked, time.range, against],
    queryFn: async ({ signal }) => {
      const range = time.resolve();
      const other = otherRange(range, against);
      const body = { ...asked, ...range, other_start: other.start, other_end: other.end };
      return { ...(await unwrap(api.POST('/rest/logs/compare', { body, signal }))), range, other };
    },
    ...time.query,
  });
}

export function useLogFields(time: Time, asked: Asked) {
  return useQuery({
    queryKey: ['logs', 'fields', asked, time.range],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/logs/fields', { body: { ...asked, ...time.resolve() }, signal })),
    ...time.query,
  });
}

/** A record and the lines around it. Absent ids ask nothing. */
export function useLogContext(id: string | undefined, around: number, within: Within) {
  return useQuery({
    queryKey: ['logs', 'context', id, around, within],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/logs/context', { body: { id: id!, before: around, after: around, within }, signal })),
    enabled: id !== undefined,
    staleTime: CONTEXT_STALE_MS,
    // More lines around the same record join those that are there.
    placeholderData: (before, asked) => (asked?.queryKey[2] === id ? before : undefined),
  });
}

/** The trace of a record, for its summary: all of its spans. */
export function useTrace(traceId: string) {
  return useQuery({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/traces/{trace_id}', { params: { path: { trace_id: traceId } }, signal })),
    staleTime: CONTEXT_STALE_MS,
  });
}

/** How many records each of these searches finds in the range. */
export function useCounts(time: Time, queries: readonly string[]) {
  return useQueries({
    queries: queries.map((query) => ({
      queryKey: ['logs', 'count', query, time.range],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await unwrap(api.POST('/rest/logs/histogram', { body: { query, ...time.resolve(), buckets: 1 }, signal }))).total,
    })),
  });
}

/** Whether any log record has come in the last month. */
export function useAnyLogs() {
  return useQuery({
    queryKey: ['logs', 'any'],
    queryFn: async ({ signal }) =>
      (await unwrap(api.POST('/rest/logs/histogram', { body: { query: '', start: `now-${EVER_DAYS}d`, end: 'now', buckets: 1 }, signal }))).total > 0,
    refetchInterval: ({ state }) => (state.data === false ? 2000 : false),
  });
}

/** Values of a field that begin so, in the range. */
export async function findValues(signal: SearchSignal, range: { start: number; end: number }, field: string, prefix: string, abort: AbortSignal) {
  const query = { signal, field, prefix, ...range, limit: 30 };
  return (await unwrap(api.GET('/rest/search/values', { params: { query }, signal: abort }))).values;
}

/** What is wrong with a search, for views that do not search: the tail. */
export function useSearchCheck(query: string, enabled: boolean) {
  return useQuery({
    queryKey: ['search', 'check', 'logs', query],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/search/check', { body: { signal: 'logs' as const, query }, signal })),
    enabled: enabled && query !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}
