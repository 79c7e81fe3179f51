import { useEffect } from 'react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import { subscribeToHealth } from '@/api/stream/health';
import type { IncidentState } from './search';

export type Incident = Schemas['IncidentView'];
export type IncidentEvent = Schemas['IncidentEvent'];
export type IncidentDetail = Schemas['IncidentDetail'];

const KEY = ['incidents'];
const PAGE = 100;
/** Where the stream is cut, nothing stays unseen for longer. */
const REFRESH_MS = 30_000;

/** Incidents, newest first. */
export function useIncidents({ state, service }: { state?: IncidentState | 'unresolved'; service?: string }) {
  return useInfiniteQuery({
    queryKey: [...KEY, 'list', state, service],
    queryFn: ({ signal, pageParam }) => unwrap(api.GET('/rest/incidents', { params: { query: { state, service, limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });
}

/** One incident with all that happened in it. */
export function useIncident(id: string) {
  return useQuery({
    queryKey: [...KEY, 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/incidents/{incident_id}', { params: { path: { incident_id: id } }, signal })),
    refetchInterval: REFRESH_MS,
  });
}

/** Asks anew whenever the server tells of an incident. */
export function useIncidentStream(): void {
  const queries = useQueryClient();
  useEffect(() => subscribeToHealth((message) => {
    const told = message.kind === 'event' ? message.name === 'incident' : message.kind === 'anew' || message.state === 'open';
    if (told) void queries.invalidateQueries({ queryKey: KEY });
  }), [queries]);
}

/** What people do with an incident. */
export function useIncidentActions(id: string) {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: KEY });
  const params = { path: { incident_id: id } };
  return {
    acknowledge: useMutation({ mutationFn: () => done(api.POST('/rest/incidents/{incident_id}/acknowledge', { params })), onSettled }),
    resolve: useMutation({ mutationFn: (text: string) => done(api.POST('/rest/incidents/{incident_id}/resolve', { params, body: { text } })), onSettled }),
    note: useMutation({ mutationFn: (text: string) => done(api.POST('/rest/incidents/{incident_id}/notes', { params, body: { text } })), onSettled }),
  };
}
