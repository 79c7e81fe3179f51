import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';

const components = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dev/components',
  component: lazyRouteComponent(() => import('./GalleryPage'), 'GalleryPage'),
  staticData: { title: 'Components', timeless: true, rare: true },
});

/** The same in one colour scheme and nothing around it: what the page above shows twice. */
const frame = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dev/components/$scheme',
  component: lazyRouteComponent(() => import('./GalleryFrame'), 'GalleryFrame'),
  staticData: { title: 'Components', withoutSession: true, rare: true },
});

export const devRoutes = [components, frame] as const;
