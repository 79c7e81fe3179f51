import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import type { useTimeRange } from '@/core/useTimeRange';
import type { HistoryAnswer, LatencyAnswer, Outcome, ResultView } from './types';

type Time = ReturnType<typeof useTimeRange>;
type Span = { start: number; end: number };
export type TraceOfCheck = Schemas['TraceOfCheck'];
export type Evidence = Omit<Schemas['EvidenceResponse'], 'result'> & { result: ResultView };

const DAY_SECONDS = 86_400;
/** A day of history changes slowly; whoever looks at today sees it move. */
const HISTORY_MS = 30_000;
const MOST_POINTS = 240;
/** Kept at whole steps, so that panels and refreshes share what they ask. */
const STEPS = [10, 30, 60, 300, 900, 3600, 10_800, 21_600, 86_400];

/** The step of points over a span: one of those a clock shows. */
const stepOf = (seconds: number): number => STEPS.find((step) => seconds / step <= MOST_POINTS) ?? STEPS.at(-1)!;

/** How long checks took over the page's time range. */
export function useLatency(time: Time, id: string) {
  return useQuery({
    queryKey: ['health', 'latency', id, time.range],
    queryFn: async ({ signal }): Promise<LatencyAnswer & Span> => {
      const { start, end } = time.resolve();
      const query = { start, end, step: stepOf(end - start) };
      const answer = await unwrap(api.GET('/rest/health/monitors/{monitor_id}/latency', { params: { path: { monitor_id: id }, query }, signal }));
      return { ...answer, start, end };
    },
    ...time.query,
  });
}

/** Single checks of the range, newest first; those of one outcome only when asked. */
export function useResults(time: Time, id: string, outcome?: Outcome) {
  return useQuery({
    queryKey: ['health', 'results', id, time.range, outcome],
    queryFn: async ({ signal }): Promise<{ results: ResultView[]; more: boolean }> =>
      await unwrap(api.GET('/rest/health/monitors/{monitor_id}/results', { params: { path: { monitor_id: id }, query: { ...time.resolve(), outcome: outcome && [outcome], limit: 100 } }, signal })),
    ...time.query,
  });
}

/** States and availability of the last so many days. */
export function useHistory(id: string, days: number) {
  return useQuery({
    queryKey: ['health', 'history', id, days],
    queryFn: async ({ signal }): Promise<HistoryAnswer> => {
      const end = Math.ceil(Date.now() / 1000);
      return await unwrap(api.GET('/rest/health/monitors/{monitor_id}/history', { params: { path: { monitor_id: id }, query: { start: end - days * DAY_SECONDS, end } }, signal }));
    },
    refetchInterval: HISTORY_MS,
  });
}

/** Everything around a check: the newest that failed, or the one at `at`. */
export function useEvidence(id: string, at: string | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ['health', 'evidence', id, at],
    queryFn: async ({ signal }): Promise<Evidence> => await unwrap(api.GET('/rest/health/monitors/{monitor_id}/evidence', { params: { path: { monitor_id: id }, query: { at } }, signal })),
    enabled,
    refetchInterval: at === undefined ? HISTORY_MS : false,
  });
}
