import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readAlertsSearch } from './search';

const alerts = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  component: lazyRouteComponent(() => import('./AlertsPage'), 'AlertsPage'),
  validateSearch: readAlertsSearch,
  staticData: { title: 'Alerts', timeless: true },
});

export const alertingRoutes = [alerts] as const;
