import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from './client';

export type Status = Schemas['Status'];
export type SignalName = keyof Status['signals'];

/** The server's own figures: one request serves the shell and every panel that asks. Paused while the tab is hidden. */
const STATUS_INTERVAL_MS = 2000;
const FIRST_INTERVAL_MS = 700;

export function useStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/status', { signal })),
    staleTime: STATUS_INTERVAL_MS,
    // Two answers make a rate: the second comes sooner.
    refetchInterval: ({ state }) => (state.dataUpdateCount < 2 ? FIRST_INTERVAL_MS : STATUS_INTERVAL_MS),
    retry: false,
  });
}
