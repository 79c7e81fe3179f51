import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readTracesSearch } from './explore/search';
import { readTraceSearch } from './trace/search';

const explore = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore/traces',
  component: lazyRouteComponent(() => import('./explore/TracesPage'), 'TracesPage'),
  validateSearch: readTracesSearch,
  staticData: { title: 'Traces' },
});

const trace = createRoute({
  getParentRoute: () => rootRoute,
  path: '/traces/$traceId',
  component: lazyRouteComponent(() => import('./trace/TracePage'), 'TracePage'),
  validateSearch: readTraceSearch,
  staticData: { title: 'Trace', timeless: true },
});

export const tracesRoutes = [explore, trace] as const;
