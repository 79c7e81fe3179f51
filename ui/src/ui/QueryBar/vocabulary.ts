import { api, unwrap, type Schemas } from '@/api/client';
import { queryClient } from '@/api/queryClient';
import type { SearchFault } from '@/api/problem';
import type { SearchSignal } from './history';

export type SearchField = Schemas['SearchField'];
export type SearchValue = Schemas['SearchValue'];

const FIELDS_STALE_MS = 60_000;
const VALUES_STALE_MS = 20_000;
const VALUES = 30;

/** The fields a search may name, kept for a minute. */
export function searchFields(signal: SearchSignal): Promise<SearchField[]> {
  return queryClient.query({
    queryKey: ['search', 'fields', signal],
    queryFn: async ({ signal: abort }) => (await unwrap(api.GET('/rest/search/fields', { params: { query: { signal } }, signal: abort }))).fields,
    staleTime: FIELDS_STALE_MS,
  });
}

/** The most frequent values of a field that begin so. */
export function searchValues(signal: SearchSignal, field: string, prefix: string): Promise<SearchValue[]> {
  return queryClient.query({
    queryKey: ['search', 'values', signal, field, prefix],
    queryFn: async ({ signal: abort }) =>
      (await unwrap(api.GET('/rest/search/values', { params: { query: { signal, field, prefix, limit: VALUES } }, signal: abort }))).values,
    staleTime: VALUES_STALE_MS,
  });
}

/** What is wrong with a search, or nothing. */
export async function checkSearch(signal: SearchSignal, query: string, abort: AbortSignal): Promise<SearchFault | undefined> {
  const answer = await unwrap(api.POST('/rest/search/check', { body: { signal, query }, signal: abort }));
  return answer.error ?? undefined;
}
