import { createRootRoute, retainSearchParams } from '@tanstack/react-router';
import { Shell } from './shell/Shell';

/** What every page's URL may hold: the time range, the refresh rate and the time zone go with every link. */
export type RootSearch = { from?: string; to?: string; refresh?: string; tz?: string };

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

export const rootRoute = createRootRoute({
  component: Shell,
  validateSearch: (search: Record<string, unknown>): RootSearch => ({
    from: text(search.from),
    to: text(search.to),
    refresh: text(search.refresh),
    tz: text(search.tz),
  }),
  search: { middlewares: [retainSearchParams(['from', 'to', 'refresh', 'tz'])] },
});
