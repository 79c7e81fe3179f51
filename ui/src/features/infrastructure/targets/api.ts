import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { useTimeRange } from '@/core/useTimeRange';

export type TargetsAnswer = Schemas['TargetsResponse'];
export type Pool = Schemas['PoolAnswer'];
export type ActiveTarget = Schemas['ActiveTargetAnswer'];
export type Configuration = Schemas['ConfigurationAnswer'];

const KEY = ['infrastructure', 'targets'];

/** What is scraped now; asked again as often as the page refreshes. */
export function useTargets() {
  const time = useTimeRange();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET('/rest/infrastructure/targets', { signal })),
    refetchInterval: time.query.refetchInterval,
  });
}

/** Reads the configuration file again. What it holds in force then is the answer, also when the file could not be used. */
export function useReload() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/rest/infrastructure/targets/reload')),
    onSuccess: (answer) => queries.setQueryData(KEY, answer),
  });
}
