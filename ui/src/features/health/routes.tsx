import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readBoardSearch, readEditSearch, readListSearch, readMonitorSearch } from './search';

const frame = createRoute({
  getParentRoute: () => rootRoute,
  path: '/uptime',
  component: lazyRouteComponent(() => import('./UptimePage'), 'UptimePage'),
  staticData: { title: 'Uptime' },
});

const board = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(() => import('./board/BoardPage'), 'BoardPage'),
  validateSearch: readBoardSearch,
  staticData: { title: 'Uptime', timeless: true },
});

const monitor = createRoute({
  getParentRoute: () => frame,
  path: '/monitors/$monitor',
  component: lazyRouteComponent(() => import('./monitor/MonitorPage'), 'MonitorPage'),
  validateSearch: readMonitorSearch,
  staticData: { title: 'Monitor', defaultRefresh: '30s' },
});

const edit = createRoute({
  getParentRoute: () => frame,
  path: '/monitors/$monitor/edit',
  component: lazyRouteComponent(() => import('./edit/EditPage'), 'EditPage'),
  validateSearch: readEditSearch,
  staticData: { title: 'Edit monitor', timeless: true },
});

const add = createRoute({
  getParentRoute: () => frame,
  path: '/new',
  component: lazyRouteComponent(() => import('./edit/NewPage'), 'NewPage'),
  validateSearch: readEditSearch,
  staticData: { title: 'New monitor', timeless: true },
});

const heartbeats = createRoute({
  getParentRoute: () => frame,
  path: '/heartbeats',
  component: lazyRouteComponent(() => import('./heartbeats/HeartbeatsPage'), 'HeartbeatsPage'),
  validateSearch: readListSearch,
  staticData: { title: 'Heartbeats', timeless: true },
});

const maintenance = createRoute({
  getParentRoute: () => frame,
  path: '/maintenance',
  component: lazyRouteComponent(() => import('./maintenance/MaintenancePage'), 'MaintenancePage'),
  validateSearch: readListSearch,
  staticData: { title: 'Maintenance', timeless: true },
});

const dependencies = createRoute({
  getParentRoute: () => frame,
  path: '/dependencies',
  component: lazyRouteComponent(() => import('./dependencies/DependenciesPage'), 'DependenciesPage'),
  staticData: { title: 'Dependencies', timeless: true },
});

const statusPages = createRoute({
  getParentRoute: () => frame,
  path: '/status-pages',
  component: lazyRouteComponent(() => import('./statusPages/StatusPagesPage'), 'StatusPagesPage'),
  validateSearch: readListSearch,
  staticData: { title: 'Status pages', timeless: true },
});

const reports = createRoute({
  getParentRoute: () => frame,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports/ReportsPage'), 'ReportsPage'),
  validateSearch: readListSearch,
  staticData: { title: 'Reports', timeless: true },
});

const conformance = createRoute({
  getParentRoute: () => frame,
  path: '/conformance',
  component: lazyRouteComponent(() => import('./conformance/ConformancePage'), 'ConformancePage'),
  validateSearch: readListSearch,
  staticData: { title: 'Conformance', timeless: true },
});

export const healthRoutes = [frame.addChildren([board, monitor, edit, add, heartbeats, maintenance, dependencies, statusPages, reports, conformance])] as const;
