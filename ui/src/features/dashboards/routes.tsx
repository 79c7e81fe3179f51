import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readDashboardSearch, readListSearch } from './search';

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dashboards',
  component: lazyRouteComponent(() => import('./list/ListPage'), 'ListPage'),
  validateSearch: readListSearch,
  staticData: { title: 'Dashboards', timeless: true },
});

const dashboard = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dashboards/$uid',
  component: lazyRouteComponent(() => import('./view/DashboardPage'), 'DashboardPage'),
  validateSearch: readDashboardSearch,
  staticData: { title: 'Dashboard' },
});

export const dashboardsRoutes = [list, dashboard] as const;
