import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Time } from '@/api/services';
import { serviceQuery } from '@/core/links';

const LOG_ROWS = 12;
const TRACES_ASKED = 60;

export function useOperations(time: Time, service: string) {
  return useQuery({
    queryKey: ['services', 'operations', service, time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/services/operations', { params: { query: { service, ...time.resolve() } }, signal })),
    ...time.query,
  });
}

export function useVersions(time: Time, service: string) {
  return useQuery({
    queryKey: ['services', 'versions', service, time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/services/versions', { params: { query: { service, ...time.resolve() } }, signal })),
    ...time.query,
  });
}

/** Where the time of its requests goes, and who calls it: reads whole traces, so it is asked half as often. */
export function useTimeSpent(time: Time, service: string) {
  const every = time.query.refetchInterval;
  return useQuery({
    queryKey: ['services', 'time-spent', service, time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/services/time-spent', { params: { query: { service, ...time.resolve() } }, signal })),
    ...time.query,
    refetchInterval: every && every * 2,
  });
}

export function useErrorLogs(time: Time, service: string) {
  const query = `${serviceQuery(service)} level:>=error`;
  return useQuery({
    queryKey: ['logs', 'search', query, time.range, 'newest'],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/rest/logs/search', { body: { query, ...time.resolve(), limit: LOG_ROWS, direction: 'backward', columns: ['level', 'service', 'body', 'trace_id'] }, signal })),
    ...time.query,
  });
}

/** Traces in which a span of the service took at least so long; asked once its durations are known. */
export function useSlowTraces(time: Time, service: string, leastMs: number | null | undefined) {
  const query = slowQuery(service, leastMs ?? 0);
  return useQuery({
    queryKey: ['traces', 'search', query, time.range, TRACES_ASKED],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/traces/search', { body: { query, ...time.resolve(), limit: TRACES_ASKED }, signal })),
    enabled: leastMs !== null && leastMs !== undefined,
    ...time.query,
  });
}

/** Spans of a service that took at least so long. */
export const slowQuery = (service: string, leastMs: number): string => `${serviceQuery(service)} duration:>=${Math.floor(leastMs)}ms`;
