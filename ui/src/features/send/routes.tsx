import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';

/** Which way of sending is in view, and what the sender is called. */
export type SendSearch = { with?: string; service?: string };

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

const send = createRoute({
  getParentRoute: () => rootRoute,
  path: '/send',
  component: lazyRouteComponent(() => import('./SendPage'), 'SendPage'),
  validateSearch: (search: Record<string, unknown>): SendSearch => ({ with: text(search.with), service: text(search.service) }),
  staticData: { title: 'Send your data' },
});

export const sendRoutes = [send] as const;
