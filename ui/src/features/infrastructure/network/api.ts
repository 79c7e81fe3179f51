import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { useTimeRange } from '@/core/useTimeRange';

export type NetworkAnswer = Schemas['NetworkAnswer'];
export type Pair = Schemas['PairAnswer'];
export type Probe = Schemas['ProbeAnswer'];

/** Everything known between every two nodes, over the time range. */
export function useNetwork() {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['network', time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/infrastructure/network', { params: { query: time.resolve() }, signal })),
    ...time.query,
  });
}

const TESTS = ['network', 'bandwidth'];
const ASK_AGAIN_MS = 1000;

/** Bandwidth tests, newest first; asked every second while one is under way. */
export function useBandwidthTests(enabled: boolean) {
  return useQuery({
    queryKey: TESTS,
    queryFn: ({ signal }) => unwrap(api.GET('/rest/infrastructure/network/bandwidth', { signal })),
    enabled,
    refetchInterval: ({ state }) => (state.data?.items.some((test) => test.state === 'waiting' || test.state === 'running') ? ASK_AGAIN_MS : false),
  });
}

/** Has an agent test the bandwidth to this server and back. */
export function useStartBandwidth() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (agent: string) => unwrap(api.POST('/rest/infrastructure/network/bandwidth', { body: { agent, seconds: 2, max_bytes: 33_554_432 } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: TESTS }),
  });
}
