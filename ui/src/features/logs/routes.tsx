import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readLogsSearch } from './search';
import { readSourcesSearch } from './sources/search';

const logs = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore/logs',
  component: lazyRouteComponent(() => import('./LogsPage'), 'LogsPage'),
  validateSearch: readLogsSearch,
  staticData: { title: 'Logs' },
});

const sources = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore/logs/sources',
  component: lazyRouteComponent(() => import('./sources/SourcesPage'), 'SourcesPage'),
  validateSearch: readSourcesSearch,
  staticData: { title: 'Log sources', rare: true },
});

export const logsRoutes = [logs, sources] as const;
