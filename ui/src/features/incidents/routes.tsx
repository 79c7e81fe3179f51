import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';
import { readIncidentsSearch } from './search';

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents',
  component: lazyRouteComponent(() => import('./IncidentsPage'), 'IncidentsPage'),
  validateSearch: readIncidentsSearch,
  staticData: { title: 'Incidents', timeless: true },
});

const incident = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents/$incident',
  component: lazyRouteComponent(() => import('./IncidentPage'), 'IncidentPage'),
  staticData: { title: 'Incident', timeless: true },
});

export const incidentsRoutes = [list, incident] as const;
