import { createRouter } from '@tanstack/react-router';
import { accessRoutes } from '@/features/access/routes';
import { arrivingRoutes } from '@/features/arriving/routes';
import { rootRoute } from './rootRoute';
import { parseSearch, stringifySearch } from './search';
import { NotFound } from './shell/NotFound';

/** The table of all pages: each capability brings its routes. */
const routeTree = rootRoute.addChildren([...arrivingRoutes, ...accessRoutes]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadDelay: 40,
  defaultPendingMs: 200,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** The page's name, in the top bar and the browser's tab. */
    title?: string;
    /** Live pages refresh without being asked: a rate of REFRESH_MS. */
    defaultRefresh?: string;
    /** Shown to people who are not signed in, too. */
    withoutSession?: boolean;
  }
}
