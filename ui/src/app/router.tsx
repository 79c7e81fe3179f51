import { createRouter } from '@tanstack/react-router';
import { accessRoutes } from '@/features/access/routes';
import { alertingRoutes } from '@/features/alerting/routes';
import { dashboardsRoutes } from '@/features/dashboards/routes';
import { devRoutes } from '@/features/dev/routes';
import { healthRoutes } from '@/features/health/routes';
import { incidentsRoutes } from '@/features/incidents/routes';
import { infrastructureRoutes } from '@/features/infrastructure/routes';
import { logsRoutes } from '@/features/logs/routes';
import { metricsRoutes } from '@/features/metrics/routes';
import { overviewRoutes } from '@/features/overview/routes';
import { sendRoutes } from '@/features/send/routes';
import { servicesRoutes } from '@/features/services/routes';
import { settingsRoutes } from '@/features/settings/routes';
import { tracesRoutes } from '@/features/traces/routes';
import { rootRoute } from './rootRoute';
import { parseSearch, stringifySearch } from './search';
import { NotFound } from './shell/NotFound';
import { PageFailure } from './shell/PageFailure';

/** The table of all pages: each capability brings its routes. */
const routeTree = rootRoute.addChildren([
  ...overviewRoutes, ...servicesRoutes, ...logsRoutes, ...tracesRoutes, ...metricsRoutes, ...dashboardsRoutes, ...settingsRoutes, ...sendRoutes, ...devRoutes,
  ...infrastructureRoutes, ...accessRoutes, ...healthRoutes, ...incidentsRoutes, ...alertingRoutes,
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadDelay: 40,
  defaultPendingMs: 200,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageFailure,
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
    /** Nothing on the page depends on the time range: its controls are left out. */
    timeless?: boolean;
    /** For builders: its code is not fetched ahead. */
    rare?: boolean;
  }
}
