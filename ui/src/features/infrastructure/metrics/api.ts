import { useEffect } from 'react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { useTimeRange } from '@/core/useTimeRange';
import type { CatalogueSearch } from './search';

export type Metric = Schemas['CatalogueMetric'];
export type MetricAnswer = Schemas['MetricResponse'];
export type LabelFigures = Schemas['MetricLabelFigures'];
export type Example = Schemas['ExampleQuery'];

const PAGE = 500;
/** More than these are listed by searching for less. */
export const MOST_LISTED = 2000;
const UNUSED_FRESH_MS = 60_000;

/** The metrics that match, page after page until all are there or MOST_LISTED is reached. */
export function useCatalogue({ q, type, source, unused }: CatalogueSearch, byName: boolean) {
  const time = useTimeRange();
  const sort = byName ? ('name' as const) : ('series' as const);
  const found = useInfiniteQuery({
    queryKey: ['infrastructure', 'metrics', time.range, q, type, source, unused, sort],
    queryFn: ({ signal, pageParam }) =>
      unwrap(api.GET('/rest/infrastructure/metrics', { params: { query: { ...time.resolve(), query: q, type, source, unused: unused === '1', sort, limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last, pages) => (pages.length * PAGE < MOST_LISTED ? (last.next_cursor ?? undefined) : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: time.query.refetchInterval,
  });
  const { hasNextPage, isFetching, isError, isPlaceholderData, fetchNextPage } = found;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, isPlaceholderData, fetchNextPage]);
  return found;
}

/** What nothing uses, for what it costs: the metrics with the most series of it. */
export function useUnused() {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['infrastructure', 'metrics', 'unused', time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/infrastructure/metrics', { params: { query: { ...time.resolve(), unused: true, limit: PAGE } }, signal })),
    ...time.query,
    staleTime: UNUSED_FRESH_MS,
  });
}

/** One metric: its labels, who sends it, who uses it, and queries to start from. */
export function useMetric(name: string) {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['infrastructure', 'metric', name, time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/infrastructure/metrics/{name}', { params: { path: { name }, query: time.resolve() }, signal })),
    ...time.query,
  });
}
