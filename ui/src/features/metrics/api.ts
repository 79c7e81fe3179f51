import { useMemo, useRef } from 'react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { labelNames, labelValues, metricMetadata, queryExemplars, queryInstant, queryRange } from '@/api/prometheus';
import { toNumber, type Answer, type InstantResult, type RangeResult } from '@/core/promql/answers';
import { alignRange } from '@/core/promql/step';
import { fillVariables } from '@/core/promql/variables';
import { useSameItems } from '@/core/useSameItems';
import type { useTimeRange } from '@/core/useTimeRange';
import { tracedExemplars, type TracedExemplar } from './model/exemplars';
import { MOST_SERIES, type Grid } from './model/graphs';
import type { QueryState } from './model/queries';

export type Time = ReturnType<typeof useTimeRange>;
type Range = { start: number; end: number };
type Asked = { signal: AbortSignal };

/** What a range query answered, at which instants, and the range it was asked for. */
export type RangeAnswer = Answer<RangeResult> & { grid: Grid; range: Range };

/** The state of one query of the page. `data` stays while the next answer is on its way: `stale` says that it answers what was asked before. */
export type QueryRun<T> = { letter: string; data: T | undefined; error: unknown; fetching: boolean; stale: boolean; refetch: () => unknown };

/** A table holds no more rows: the server says so when there were others. */
const MOST_ROWS = 5000;
const NAMES_STALE_MS = 60_000;
const METADATA_STALE_MS = 300_000;

/** The names of all metrics. `refetchInterval` in ms is for those who wait for the first to come. */
export const useMetricNames = (refetchInterval?: number) =>
  useQuery({ queryKey: ['metrics', 'names'], queryFn: ({ signal }) => labelValues('__name__', [], signal), staleTime: NAMES_STALE_MS, refetchInterval });

/** What the metrics say of themselves. */
export const useMetadata = (refetchInterval?: number) =>
  useQuery({ queryKey: ['metrics', 'metadata'], queryFn: ({ signal }) => metricMetadata(signal), staleTime: METADATA_STALE_MS, refetchInterval });

/** The labels of the series a selector finds; none for the empty one. */
export const useLabelNames = (selector: string) =>
  useQuery({ queryKey: ['metrics', 'labels', selector], queryFn: ({ signal }) => labelNames([selector], signal), enabled: selector !== '', staleTime: NAMES_STALE_MS });

/** The values of a label among the series a selector finds. */
export const useLabelValues = (label: string, selector: string, enabled: boolean) =>
  useQuery({
    queryKey: ['metrics', 'values', label, selector],
    queryFn: ({ signal }) => labelValues(label, selector === '' ? [] : [selector], signal),
    enabled: enabled && label !== '',
    staleTime: NAMES_STALE_MS,
  });

/** The values of all queries over the range, `step` seconds apart. Nothing is asked before the step is known. */
export function useRangeRuns(time: Time, queries: readonly QueryState[], step: number | undefined, enabled: boolean): QueryRun<RangeAnswer>[] {
  const results = useQueries({
    queries: queries.map(({ expression }) => ({
      queryKey: ['metrics', 'range', expression, time.range, step],
      queryFn: async ({ signal }: Asked): Promise<RangeAnswer> => {
        const range = time.resolve();
        const aligned = alignRange(range, step!);
        const answer = await queryRange(fillVariables(expression, step!, range.end - range.start), aligned, step!, MOST_SERIES, signal);
        return { ...answer, grid: { ...aligned, step: step! }, range };
      },
      enabled: enabled && step !== undefined && expression !== '',
      refetchInterval: time.query.refetchInterval,
    })),
  });
  return useRuns(queries, results);
}

/** The values of all queries at the end of the range. */
export function useInstantRuns(time: Time, queries: readonly QueryState[], step: number | undefined, enabled: boolean): QueryRun<Answer<InstantResult> & { at: number }>[] {
  const results = useQueries({
    queries: queries.map(({ expression }) => ({
      queryKey: ['metrics', 'instant', expression, time.range],
      queryFn: async ({ signal }: Asked) => {
        const { start, end } = time.resolve();
        const at = Math.min(end, Date.now() / 1000);
        return { ...(await queryInstant(fillVariables(expression, step ?? 60, end - start), at, MOST_ROWS, signal)), at };
      },
      enabled: enabled && expression !== '',
      refetchInterval: time.query.refetchInterval,
    })),
  });
  return useRuns(queries, results);
}

/** Keeps what each query had while its next answer is on its way: pictures never go blank under somebody's eyes. */
function useRuns<T>(
  queries: readonly QueryState[],
  results: readonly { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }[],
): QueryRun<T>[] {
  const kept = useRef(new Map<string, T>());
  for (const letter of kept.current.keys()) if (queries.every((query) => query.letter !== letter)) kept.current.delete(letter);
  return results.map(({ data, error, isFetching, refetch }, i) => {
    const { letter } = queries[i]!;
    if (data !== undefined) kept.current.set(letter, data);
    return { letter, data: data ?? kept.current.get(letter), error, fetching: isFetching, stale: data === undefined && kept.current.has(letter), refetch };
  });
}

/** Exemplars of the queries' series that lead to traces, by letter. A query that has none, or can't have any, is left out. */
export function useExemplars(time: Time, queries: readonly QueryState[], step: number | undefined, enabled: boolean): ReadonlyMap<string, readonly TracedExemplar[]> {
  const results = useQueries({
    queries: queries.map(({ expression }) => ({
      queryKey: ['metrics', 'exemplars', expression, time.range],
      queryFn: async ({ signal }: Asked) => {
        const range = time.resolve();
        return tracedExemplars(await queryExemplars(fillVariables(expression, step ?? 60, range.end - range.start), range, signal), range.start, range.end);
      },
      enabled: enabled && expression !== '',
      retry: false,
      ...time.query,
    })),
  });
  const found = useSameItems(results.map(({ data }) => data));
  return useMemo(() => new Map(found.flatMap((data, i) => (data && data.length > 0 && queries[i] ? [[queries[i].letter, data] as const] : []))), [found, queries]);
}

/** How many series a query has at the end of the range. Asked when more were found than are sent. */
export function useSeriesCount(time: Time, expression: string, step: number, enabled: boolean) {
  return useQuery({
    queryKey: ['metrics', 'count', expression, time.range],
    queryFn: async ({ signal }) => {
      const { start, end } = time.resolve();
      const { data } = await queryInstant(`count(${fillVariables(expression, step, end - start)})`, end, undefined, signal);
      return data.resultType === 'vector' ? toNumber(data.result[0]?.value?.[1] ?? '0') : 0;
    },
    enabled,
    ...time.query,
  });
}
