import { useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

/** The addresses are null for who may not change monitors: they hold the job's key. */
export type CheckIns = Schemas['CheckInsResponse'];
export type CheckIn = CheckIns['check_ins'][number];

const REFRESH_MS = 15_000;

/** What a job told of its last runs, and where it tells. */
export function useCheckIns(id: string) {
  return useQuery({
    queryKey: ['health', 'check-ins', id],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/health/heartbeats/{monitor_id}/check-ins', { params: { path: { monitor_id: id }, query: { limit: 50 } }, signal })),
    refetchInterval: REFRESH_MS,
  });
}
