import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { ApiError } from '@/api/problem';

const AGAIN_MS = 5000;
/** Spans come in until their senders flush them; later ones are rare. */
const ARRIVING_SECONDS = 60;
const TRIES_WHILE_MISSING = 24;

export const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** All spans of a trace. A young or missing one is asked for again: its spans may still be on their way. */
export function useTrace(traceId: string) {
  return useQuery({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/traces/{trace_id}', { params: { path: { trace_id: traceId } }, signal })),
    refetchInterval: ({ state }) => (isYoung(state.data) || (isMissing(state.error) && state.errorUpdateCount < TRIES_WHILE_MISSING) ? AGAIN_MS : false),
  });
}

/** The log records of a trace, oldest first. */
export function useTraceLogs(traceId: string, spans: Schemas['TraceResponse'] | undefined) {
  return useQuery({
    queryKey: ['trace', traceId, 'logs'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/traces/{trace_id}/logs', { params: { path: { trace_id: traceId } }, signal })),
    refetchInterval: isYoung(spans) ? AGAIN_MS : false,
  });
}

function isYoung(trace: Schemas['TraceResponse'] | undefined): boolean {
  const newest = trace?.spans.at(-1);
  return newest !== undefined && Date.now() / 1000 - Date.parse(newest.start) / 1000 - newest.duration_ns / 1e9 < ARRIVING_SECONDS;
}
