import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';

const setUp = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('./SetUpPage'), 'SetUpPage'),
  validateSearch: (search: Record<string, unknown>) => ({ token: typeof search.token === 'string' ? search.token : '' }),
  staticData: { title: 'Set up Sardonyx', withoutSession: true },
});

export const accessRoutes = [setUp] as const;
