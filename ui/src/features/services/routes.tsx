import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services',
  component: lazyRouteComponent(() => import('./ServicesPage'), 'ServicesPage'),
  validateSearch: (search: Record<string, unknown>): { name?: string } => ({ name: typeof search.name === 'string' && search.name !== '' ? search.name : undefined }),
  staticData: { title: 'Services', defaultRefresh: '10s' },
});

const one = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services/$service',
  component: lazyRouteComponent(() => import('./ServicePage'), 'ServicePage'),
  staticData: { title: 'Service', defaultRefresh: '10s' },
});

export const servicesRoutes = [list, one] as const;
