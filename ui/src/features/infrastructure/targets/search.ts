import type { Health } from './model/targets';

/** What the page's URL holds beside the time range. Absent means the default. */
export type TargetsSearch = {
  /** `discovery` shows what relabelling made of what was found. */
  view?: 'discovery';
  q?: string;
  pool?: string;
  state?: Health;
  /** The key of the target in the drawer. */
  open?: string;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads the URL; what is no value of ours falls back to the default. */
export function readTargetsSearch({ view, q, pool, state, open }: Record<string, unknown>): TargetsSearch {
  return {
    view: view === 'discovery' ? view : undefined,
    q: text(q),
    pool: text(pool),
    state: state === 'up' || state === 'down' || state === 'unknown' ? state : undefined,
    open: text(open),
  };
}
