import type { Sort } from '@/ui/DataTable/DataTable';

/** What the page's URL holds beside the time range. Absent means the default. */
export type CatalogueSearch = {
  /** Words of name or help. */
  q?: string;
  type?: string;
  /** A job, service or instance. */
  source?: string;
  /** `1` lists only what nothing uses. */
  unused?: '1';
  /** A column, with a minus for the largest first. */
  sort?: string;
  /** The metric in the drawer. */
  metric?: string;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads the URL; what is no value of ours falls back to the default. */
export function readCatalogueSearch({ q, type, source, unused, sort, metric }: Record<string, unknown>): CatalogueSearch {
  return { q: text(q), type: text(type), source: text(source), unused: unused === '1' ? unused : undefined, sort: text(sort), metric: text(metric) };
}

export const DEFAULT_SORT: Sort = { id: 'series', descending: true };

/** `-series` is the largest first. */
export const readSort = (sort: string | undefined): Sort => (sort ? { id: sort.replace(/^-/, ''), descending: sort.startsWith('-') } : DEFAULT_SORT);

export const writeSort = ({ id, descending }: Sort): string | undefined =>
  id === DEFAULT_SORT.id && descending === DEFAULT_SORT.descending ? undefined : `${descending ? '-' : ''}${id}`;
