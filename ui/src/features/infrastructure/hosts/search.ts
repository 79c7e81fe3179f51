import type { Sort } from '@/ui/DataTable/DataTable';

/** What the URL of the hosts holds beside the time range. Absent means the default. */
export type HostsSearch = {
  q?: string;
  state?: 'trouble' | 'silent';
  view?: 'grid';
  /** A column's id, with `-` before it for the largest first. */
  sort?: string;
};

/** What the URL of one host holds. */
export type HostSearch = {
  /** Which job's series are shown where several watch the host. */
  job?: string;
  /** The moment (epoch seconds) whose processes are shown; the whole range when absent. */
  at?: string;
  /** Processes by memory; by CPU when absent. */
  by?: 'memory';
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads the URL; what is no value of ours falls back to the default. */
export const readHostsSearch = ({ q, state, view, sort }: Record<string, unknown>): HostsSearch => ({
  q: text(q),
  state: state === 'trouble' || state === 'silent' ? state : undefined,
  view: view === 'grid' ? view : undefined,
  sort: text(sort),
});

export const readHostSearch = ({ job, at, by }: Record<string, unknown>): HostSearch => ({
  job: text(job),
  at: typeof at === 'string' && /^\d{9,10}$/.test(at) ? at : undefined,
  by: by === 'memory' ? by : undefined,
});

/** A column to sort by, as the URL spells it. */
export const writeSort = ({ id, descending }: Sort): string => (descending ? `-${id}` : id);
export const readSort = (sort: string | undefined): Sort | undefined => (sort ? { id: sort.replace(/^-/, ''), descending: sort.startsWith('-') } : undefined);
