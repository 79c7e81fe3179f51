import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { metricCatalogueLink } from '@/core/links';
import { readCardinalitySearch } from './cardinality/search';
import { readCatalogueSearch } from './metrics/search';
import { readTargetsSearch } from './targets/search';

const frame = createRoute({
  getParentRoute: () => rootRoute,
  path: '/infrastructure',
  component: lazyRouteComponent(() => import('./InfrastructurePage'), 'InfrastructurePage'),
  staticData: { title: 'Infrastructure' },
});

const first = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ ...metricCatalogueLink(), replace: true });
  },
});

const metrics = createRoute({
  getParentRoute: () => frame,
  path: '/metrics',
  component: lazyRouteComponent(() => import('./metrics/CataloguePage'), 'CataloguePage'),
  validateSearch: readCatalogueSearch,
  staticData: { title: 'Metrics' },
});

const targets = createRoute({
  getParentRoute: () => frame,
  path: '/targets',
  component: lazyRouteComponent(() => import('./targets/TargetsPage'), 'TargetsPage'),
  validateSearch: readTargetsSearch,
  staticData: { title: 'Targets', defaultRefresh: '10s' },
});

const cardinality = createRoute({
  getParentRoute: () => frame,
  path: '/cardinality',
  component: lazyRouteComponent(() => import('./cardinality/CardinalityPage'), 'CardinalityPage'),
  validateSearch: readCardinalitySearch,
  staticData: { title: 'Cardinality' },
});

export const infrastructureRoutes = [frame.addChildren([first, metrics, targets, cardinality])] as const;
