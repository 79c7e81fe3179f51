import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import type { MonitorDetail, MonitorRow, MonitorSpec, ResultView } from './types';

export const HEALTH = ['health'] as const;
export const BOARD = [...HEALTH, 'board'] as const;
export const detailKey = (id: string) => [...HEALTH, 'monitor', id] as const;

/** The stream tells of every change of state; figures of the last hour are asked for so often. */
const FIGURES_MS = 30_000;

export type Board = { monitors: MonitorRow[]; groups: string[] };

/** All monitors with their state and the last hour. */
export function useBoard() {
  return useQuery({
    queryKey: BOARD,
    queryFn: async ({ signal }): Promise<Board> => await unwrap(api.GET('/rest/health/monitors', { params: { query: { latency: true } }, signal })),
    refetchInterval: FIGURES_MS,
  });
}

/** One monitor whole. */
export function useMonitor(id: string) {
  return useQuery({
    queryKey: detailKey(id),
    queryFn: async ({ signal }): Promise<MonitorDetail> => {
      const detail = await unwrap(api.GET('/rest/health/monitors/{monitor_id}', { params: { path: { monitor_id: id } }, signal }));
      return { ...detail, spec: detail.spec as MonitorSpec };
    },
    refetchInterval: FIGURES_MS,
  });
}

/** What changes monitors: each ends with everything of health asked for anew. */
export function useMonitorActions() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: HEALTH });
  const of = (id: string) => ({ params: { path: { monitor_id: id } } });
  return {
    check: useMutation({ mutationFn: async (id: string): Promise<ResultView> => await unwrap(api.POST('/rest/health/monitors/{monitor_id}/check', of(id))), onSettled: refresh }),
    pause: useMutation({ mutationFn: (id: string) => done(api.POST('/rest/health/monitors/{monitor_id}/pause', of(id))), onSettled: refresh }),
    resume: useMutation({ mutationFn: (id: string) => done(api.POST('/rest/health/monitors/{monitor_id}/resume', of(id))), onSettled: refresh }),
    remove: async (id: string) => {
      await done(api.DELETE('/rest/health/monitors/{monitor_id}', of(id)));
      queries.removeQueries({ queryKey: detailKey(id) });
      void queries.invalidateQueries({ queryKey: BOARD });
    },
  };
}

/** Makes a monitor, or changes one: `id` says which. */
export async function saveMonitor(spec: MonitorSpec, id?: string): Promise<{ id: string }> {
  if (id === undefined) return await unwrap(api.POST('/rest/health/monitors', { body: { spec } }));
  return await unwrap(api.PUT('/rest/health/monitors/{monitor_id}', { params: { path: { monitor_id: id } }, body: { spec } }));
}

/** What a check comes to, without saving anything. */
export const tryMonitor = async (spec: MonitorSpec): Promise<ResultView> => await unwrap(api.POST('/rest/health/monitors/try', { body: { spec } }));

export type Imported = Schemas['ImportResponse'];

/** Monitors of a file; `dryRun` only says what would happen. */
export const importMonitors = async (yaml: string, dryRun: boolean): Promise<Imported> =>
  await unwrap(api.POST('/rest/health/monitors/import', { body: { yaml, dry_run: dryRun } }));
