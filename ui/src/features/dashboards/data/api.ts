import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import type { Dashboard, DashboardView } from '../model/dashboard';

/** Everything that is stored about dashboards is asked anew after a change. */
const STORED = ['dashboards', 'stored'];
const FRESH_MS = 30_000;

export type DashboardList = Schemas['DashboardList'];
export type Imported = Omit<Schemas['DashboardImported'], 'dashboard'> & { dashboard: Dashboard };
export type Version = Schemas['DashboardVersion'];

/** All dashboards with whether their metrics are there. `watched`: asked again and again, so that they appear when an exporter does. */
export const useDashboards = ({ enabled = true, watched = false } = {}) =>
  useQuery({ queryKey: [...STORED, 'list'], queryFn: ({ signal }) => unwrap(api.GET('/rest/dashboards', { signal })), enabled, staleTime: FRESH_MS, refetchInterval: watched && FRESH_MS });

export const useDashboard = (uid: string) =>
  useQuery({
    queryKey: [...STORED, 'one', uid],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/dashboards/{uid}', { params: { path: { uid } }, signal }))) as DashboardView,
    staleTime: FRESH_MS,
  });

export const useVersions = (uid: string, enabled: boolean) =>
  useQuery({
    queryKey: [...STORED, 'versions', uid],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/dashboards/{uid}/versions', { params: { path: { uid } }, signal }))).items,
    enabled,
  });

export const useAtVersion = (uid: string, version: number | undefined) =>
  useQuery({
    queryKey: [...STORED, 'version', uid, version],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/dashboards/{uid}/versions/{version}', { params: { path: { uid, version: version! } }, signal }))) as Dashboard,
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

const asView = async (answer: ReturnType<typeof unwrap<Schemas['DashboardView']>>) => (await answer) as DashboardView;

/** What changes dashboards. Each throws an ApiError in the server's words when it is refused. */
export function useDashboardChanges() {
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: STORED });
  const keep = (view: DashboardView) => {
    queries.setQueryData([...STORED, 'one', view.dashboard.uid], view);
    void again();
  };
  const create = useMutation({
    mutationFn: (body: { dashboard: Dashboard; folder: string; message: string }) => asView(unwrap(api.POST('/rest/dashboards', { body }))),
    onSuccess: keep,
  });
  const save = useMutation({
    mutationFn: ({ dashboard, base, folder, message }: { dashboard: Dashboard; base: number; folder: string; message: string }) =>
      asView(unwrap(api.PUT('/rest/dashboards/{uid}', { params: { path: { uid: dashboard.uid } }, body: { dashboard, base_version: base, folder, message } }))),
    onSuccess: keep,
  });
  const restore = useMutation({
    mutationFn: ({ uid, version, base }: { uid: string; version: number; base: number }) =>
      asView(unwrap(api.POST('/rest/dashboards/{uid}/restore', { params: { path: { uid } }, body: { version, base_version: base } }))),
    onSuccess: keep,
  });
  const remove = useMutation({ mutationFn: (uid: string) => done(api.DELETE('/rest/dashboards/{uid}', { params: { path: { uid } } })), onSuccess: again });
  const star = useMutation({
    mutationFn: ({ uid, starred }: { uid: string; starred: boolean }) => done(api.PUT('/rest/dashboards/{uid}/star', { params: { path: { uid } }, body: { starred } })),
    onMutate: ({ uid, starred }) =>
      queries.setQueryData<DashboardList>([...STORED, 'list'], (list) => list && { ...list, items: list.items.map((item) => (item.uid === uid ? { ...item, starred } : item)) }),
    onSettled: again,
  });
  const take = useMutation({
    mutationFn: async (body: Schemas['DashboardImport']) => (await unwrap(api.POST('/rest/dashboards/import', { body }))) as Imported,
    onSuccess: ({ version }) => (version === null ? undefined : again()),
  });
  return { create: create.mutateAsync, save: save.mutateAsync, restore: restore.mutateAsync, remove: remove.mutateAsync, star: star.mutate, take: take.mutateAsync };
}

/** The document as a file: our own form or Grafana's, with what that can't hold. */
export const exportDashboard = (uid: string, format: 'sardonyx' | 'grafana') => unwrap(api.GET('/rest/dashboards/{uid}/export', { params: { path: { uid }, query: { format } } }));

/** The dashboard as it is stored now, past all caches. */
export const readDashboard = async (uid: string) => (await unwrap(api.GET('/rest/dashboards/{uid}', { params: { path: { uid } } }))) as DashboardView;
