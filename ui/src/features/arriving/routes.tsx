import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';

const arriving = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./ArrivingPage'), 'ArrivingPage'),
  validateSearch: (search: Record<string, unknown>): { send?: string } => (search.send === '1' ? { send: '1' } : {}),
  staticData: { title: 'What is arriving', defaultRefresh: '5s' },
});

export const arrivingRoutes = [arriving] as const;
