import { useQuery } from '@tanstack/react-query';
import { learnSlots } from '@/core/serviceSlots';
import type { useTimeRange } from '@/core/useTimeRange';
import { api, unwrap, type Schemas } from './client';

export type Time = ReturnType<typeof useTimeRange>;
export type Service = Schemas['Service'];
export type Change = Schemas['ChangeView'];
export type Finding = Schemas['OverviewFinding'];
/** `log_errors`: [epoch seconds of the step's start, records of ERROR and FATAL]. */
export type RedTimeline = Omit<Schemas['RedTimelineResponse'], 'log_errors'> & { log_errors: number[][] };

/** Judging takes whole traces: trouble is looked for at most this often. */
const FINDINGS_MS = 10_000;

/** Every service that sent something in the range, with its figures and those of the period before. */
export function useServices(time: Time) {
  return useQuery({
    queryKey: ['services', time.range],
    queryFn: async ({ signal }) => {
      const answer = await unwrap(api.GET('/rest/services', { params: { query: time.resolve() }, signal }));
      learnSlots(answer.services);
      return answer;
    },
    ...time.query,
  });
}

/** Requests, failures and durations over time: of all services, or of one. */
export function useRed(time: Time, buckets: number, service?: string) {
  return useQuery({
    queryKey: ['services', 'red', time.range, buckets, service],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/services/red', { params: { query: { ...time.resolve(), buckets, service } }, signal })),
    ...time.query,
  });
}

/** What is wrong at the end of the range. */
export function useFindings(time: Time) {
  const every = time.query.refetchInterval;
  return useQuery({
    queryKey: ['overview', time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/overview', { params: { query: time.resolve() }, signal })),
    ...time.query,
    refetchInterval: every && Math.max(every, FINDINGS_MS),
  });
}

/** What changed in the range, newest first: of everything, or of one service. */
export function useChanges(time: Time, service?: string) {
  return useQuery({
    queryKey: ['changes', time.range, service],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/changes', { params: { query: { ...time.resolve(), service: service === undefined ? undefined : [service] } }, signal })),
    ...time.query,
  });
}
