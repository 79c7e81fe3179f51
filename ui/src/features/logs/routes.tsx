import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readLogsSearch } from './search';

const logs = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore/logs',
  component: lazyRouteComponent(() => import('./LogsPage'), 'LogsPage'),
  validateSearch: readLogsSearch,
  staticData: { title: 'Logs' },
});

export const logsRoutes = [logs] as const;
