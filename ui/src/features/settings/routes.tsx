import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '@/app/rootRoute';

/** What is open beside a list: an id, or `new`. The audit trail keeps its filters here too. */
export type SettingsSearch = { open?: string; action?: string; actor?: string; object?: string; when?: string };

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

const validateSearch = (search: Record<string, unknown>): SettingsSearch => ({
  open: text(search.open),
  action: text(search.action),
  actor: text(search.actor),
  object: text(search.object),
  when: text(search.when),
});

const component = lazyRouteComponent(() => import('./SettingsPage'), 'SettingsPage');

const settings = createRoute({ getParentRoute: () => rootRoute, path: '/settings', component, validateSearch, staticData: { title: 'Settings' } });

const section = createRoute({ getParentRoute: () => rootRoute, path: '/settings/$section', component, validateSearch, staticData: { title: 'Settings' } });

export const settingsRoutes = [settings, section] as const;
