import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { hostsLink } from '@/core/links';
import { readCapacitySearch } from './capacity/search';
import { readCardinalitySearch } from './cardinality/search';
import { readContainersSearch } from './containers/search';
import { readSystemSearch } from './databases/search';
import { readHostSearch, readHostsSearch } from './hosts/search';
import { readCatalogueSearch } from './metrics/search';
import { readNetworkSearch } from './network/search';
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
    throw redirect({ ...hostsLink(), replace: true });
  },
});

const hosts = createRoute({
  getParentRoute: () => frame,
  path: '/hosts',
  component: lazyRouteComponent(() => import('./hosts/HostsPage'), 'HostsPage'),
  validateSearch: readHostsSearch,
  staticData: { title: 'Hosts', defaultRefresh: '30s' },
});

const host = createRoute({
  getParentRoute: () => frame,
  path: '/hosts/$instance',
  component: lazyRouteComponent(() => import('./hosts/HostPage'), 'HostPage'),
  validateSearch: readHostSearch,
  staticData: { title: 'Host', defaultRefresh: '30s' },
});

const containers = createRoute({
  getParentRoute: () => frame,
  path: '/containers',
  component: lazyRouteComponent(() => import('./containers/ContainersPage'), 'ContainersPage'),
  validateSearch: readContainersSearch,
  staticData: { title: 'Containers', defaultRefresh: '30s' },
});

const network = createRoute({
  getParentRoute: () => frame,
  path: '/network',
  component: lazyRouteComponent(() => import('./network/NetworkPage'), 'NetworkPage'),
  validateSearch: readNetworkSearch,
  staticData: { title: 'Network', defaultRefresh: '30s' },
});

const capacity = createRoute({
  getParentRoute: () => frame,
  path: '/capacity',
  component: lazyRouteComponent(() => import('./capacity/CapacityPage'), 'CapacityPage'),
  validateSearch: readCapacitySearch,
  staticData: { title: 'Capacity', timeless: true },
});

const postgresql = createRoute({
  getParentRoute: () => frame,
  path: '/postgresql',
  component: lazyRouteComponent(() => import('./databases/PostgresqlPage'), 'PostgresqlPage'),
  validateSearch: readSystemSearch,
  staticData: { title: 'PostgreSQL', defaultRefresh: '30s' },
});

const redis = createRoute({
  getParentRoute: () => frame,
  path: '/redis',
  component: lazyRouteComponent(() => import('./databases/RedisPage'), 'RedisPage'),
  validateSearch: readSystemSearch,
  staticData: { title: 'Redis', defaultRefresh: '30s' },
});

const qdrant = createRoute({
  getParentRoute: () => frame,
  path: '/qdrant',
  component: lazyRouteComponent(() => import('./databases/QdrantPage'), 'QdrantPage'),
  validateSearch: readSystemSearch,
  staticData: { title: 'Qdrant', defaultRefresh: '30s' },
});

const nginx = createRoute({
  getParentRoute: () => frame,
  path: '/nginx',
  component: lazyRouteComponent(() => import('./databases/NginxPage'), 'NginxPage'),
  validateSearch: readSystemSearch,
  staticData: { title: 'nginx', defaultRefresh: '30s' },
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

export const infrastructureRoutes = [frame.addChildren([first, hosts, host, containers, network, capacity, postgresql, redis, qdrant, nginx, metrics, targets, cardinality])] as const;
