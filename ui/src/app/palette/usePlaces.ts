import { IconBell, IconBookmark, IconComponents, IconLayoutDashboard, IconRoute, IconTopologyStar3, IconTransferIn } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { formatValue } from '@/core/format';
import { alertsLink, componentsLink, dashboardLink, logsLink, logSourcesLink, serviceLink, settingsLink, traceLink, tracesLink } from '@/core/links';
import { usePermissions } from '@/core/permissions';
import { recentTraces } from '@/core/recentTraces';
import { useTimeRange } from '@/core/useTimeRange';
import { TABS as uptimeTabs } from '@/features/health/tabs';
import { tabsFor } from '@/features/infrastructure/tabs';
import { sectionsFor } from '@/features/settings/sections';
import { ALL_PAGES, offered } from '@/app/shell/navigation';
import type { Entry } from './entry';

const FRESH_MS = 60_000;
const ALERT_RULES: Entry = { id: 'alert-rules', group: 'Go to', label: 'Alerts: Rules', icon: IconBell, go: alertsLink({ view: 'rules' }), keywords: 'alerting searches recording thresholds' };
const LOG_SOURCES: Entry = { id: 'log-sources', group: 'Go to', label: 'Log sources', icon: IconTransferIn, go: logSourcesLink(), keywords: 'balance lost shippers parse rules grok' };

/** Everything one can go to. Services and searches come when the server has answered; the rest is there at once. */
export function usePlaces(): Entry[] {
  const permissions = usePermissions();
  return [...usePages(permissions), ...useServices(permissions), ...useDashboards(permissions), ...useSavedSearches(permissions), ...useRecent(permissions)];
}

function usePages(permissions: readonly string[]): Entry[] {
  return [
    ...offered(ALL_PAGES, permissions).map(({ label, icon, link, key }): Entry => ({ id: `page:${label}`, group: 'Go to', label, icon, go: link, keys: key && `g ${key}` })),
    ...tabsFor(permissions).map(({ id, label, icon, link, keywords }): Entry => ({ id: `infrastructure:${id}`, group: 'Go to', label: `Infrastructure: ${label}`, icon, go: link, keywords })),
    ...(permissions.includes('monitors:read') ? uptimeTabs.slice(1).map(({ id, label, icon, link, keywords }): Entry => ({ id: `uptime:${id}`, group: 'Go to', label: `Uptime: ${label}`, icon, go: link, keywords })) : []),
    ...sectionsFor(permissions).map(({ id, label, icon }): Entry => ({ id: `settings:${id}`, group: 'Settings', label, icon, go: settingsLink(id) })),
    ...(permissions.includes('logs:read') ? [LOG_SOURCES] : []),
    ...(permissions.includes('alerts:read') ? [ALERT_RULES] : []),
    { id: 'components', group: 'Settings', label: 'Components', detail: 'for builders', icon: IconComponents, go: componentsLink(), keywords: 'gallery design dev' },
  ];
}

function useServices(permissions: readonly string[]): Entry[] {
  const time = useTimeRange();
  const { data } = useQuery({
    queryKey: ['palette', 'services', time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/services', { params: { query: time.resolve() }, signal })),
    enabled: permissions.includes('services:read'),
    staleTime: FRESH_MS,
  });
  return (data?.services ?? []).map(({ name, version }) => ({
    id: `service:${name}`, group: 'Services', label: name, detail: version || undefined, icon: IconTopologyStar3, go: serviceLink(name),
  }));
}

function useDashboards(permissions: readonly string[]): Entry[] {
  const { data } = useQuery({
    queryKey: ['dashboards', 'stored', 'list'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/dashboards', { signal })),
    enabled: permissions.includes('dashboards:read'),
    staleTime: FRESH_MS,
  });
  const known = data?.items.filter(({ available, starred }) => available || starred) ?? [];
  return known.map(({ uid, title, folder, tags }) => ({
    id: `dashboard:${uid}`, group: 'Dashboards', label: title, detail: folder || undefined, icon: IconLayoutDashboard, go: dashboardLink(uid), keywords: `dashboard ${tags.join(' ')}`,
  }));
}

function useSavedSearches(permissions: readonly string[]): Entry[] {
  const { data } = useQuery({
    queryKey: ['palette', 'saved-searches'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/saved-searches', { signal })),
    enabled: permissions.includes('dashboards:read'),
    staleTime: FRESH_MS,
  });
  return (data?.items ?? []).map(({ id, name, signal, query }) => ({
    id: `search:${id}`,
    group: 'Saved searches',
    label: name,
    detail: query || signal,
    icon: IconBookmark,
    go: signal === 'traces' ? tracesLink({ query }) : logsLink({ query }),
  }));
}

function useRecent(permissions: readonly string[]): Entry[] {
  if (!permissions.includes('traces:read')) return [];
  return recentTraces().map(({ traceId, name, service, durationMs, failed }) => ({
    id: `trace:${traceId}`,
    group: 'Traces',
    label: `${service} ${name}`,
    detail: [failed ? 'failed' : '', formatValue(durationMs, 'ms'), traceId.slice(0, 8)].filter(Boolean).join(' · '),
    icon: IconRoute,
    go: traceLink(traceId),
    keywords: traceId,
  }));
}
