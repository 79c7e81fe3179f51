import { useQuery } from '@tanstack/react-query';
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
