import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import { HEALTH } from './monitors';

export type WindowInput = { name: string; monitors: string[]; groups: string[]; start: string; end: string; time_zone: string; recurrence: string; reason: string };
export type MaintenanceWindow = Schemas['MaintenanceView'];

const KEY = [...HEALTH, 'maintenance'];
const REFRESH_MS = 30_000;

export function useWindows() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<MaintenanceWindow[]> => (await unwrap(api.GET('/rest/health/maintenance', { signal }))).windows,
    refetchInterval: REFRESH_MS,
  });
}

/** Makes, changes and drops windows; monitors change their state with them. */
export function useWindowActions() {
  const queries = useQueryClient();
  const path = (id: string) => ({ path: { window_id: id } });
  const then = async (act: Promise<unknown>) => {
    await act;
    await queries.invalidateQueries({ queryKey: HEALTH });
  };
  return {
    save: (body: WindowInput, id?: string) => then(id === undefined ? done(api.POST('/rest/health/maintenance', { body })) : done(api.PUT('/rest/health/maintenance/{window_id}', { params: path(id), body }))),
    remove: (id: string) => then(done(api.DELETE('/rest/health/maintenance/{window_id}', { params: path(id) }))),
  };
}
