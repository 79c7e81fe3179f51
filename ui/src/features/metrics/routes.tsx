import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readMetricsSearch } from './search';

const metrics = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore/metrics',
  component: lazyRouteComponent(() => import('./MetricsPage'), 'MetricsPage'),
  validateSearch: readMetricsSearch,
  staticData: { title: 'Metrics' },
});

export const metricsRoutes = [metrics] as const;
