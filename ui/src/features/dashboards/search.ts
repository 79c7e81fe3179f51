import { useCallback } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';

/** What a dashboard's URL holds beside the time range and `var-…`. */
export type DashboardSearch = {
  /** The key of the panel that fills the page. */
  panel?: string;
  edit?: '1';
  /** Without the frame of the product, for screens on a wall. */
  kiosk?: '1';
  /** What stands beside or over the panels. */
  open?: 'settings' | 'json' | 'versions';
  /** Marks that are not as the document says, by name, with commas between them. */
  marks?: string;
} & { [choice: `var-${string}`]: string | undefined };

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const OPEN: readonly unknown[] = ['settings', 'json', 'versions'];

/** Reads the URL; `?kiosk` alone counts, too. */
export function readDashboardSearch(search: Record<string, unknown>): DashboardSearch {
  const choices = Object.fromEntries(Object.entries(search).filter(([key, value]) => key.startsWith('var-') && typeof value === 'string')) as DashboardSearch;
  return {
    ...choices,
    panel: text(search.panel),
    edit: search.edit === '1' ? '1' : undefined,
    kiosk: 'kiosk' in search && search.kiosk !== undefined && search.kiosk !== '0' ? '1' : undefined,
    open: OPEN.includes(search.open) ? (search.open as DashboardSearch['open']) : undefined,
    marks: text(search.marks),
  };
}

/** What the list's URL holds. */
export type ListSearch = { q?: string; tag?: string; folder?: string; open?: 'new' | 'import'; all?: '1' };

export const readListSearch = ({ q, tag, folder, open, all }: Record<string, unknown>): ListSearch => ({
  q: text(q),
  tag: text(tag),
  folder: text(folder),
  open: open === 'new' || open === 'import' ? open : undefined,
  all: all === '1' ? all : undefined,
});

/** The page's part of the URL and a way to change it: a step that Back undoes, or none. */
export function useDashboardSearch() {
  const search = readDashboardSearch(useSearch({ strict: false }));
  const patch = usePatch<DashboardSearch>();
  return { search, patch };
}

export function usePatch<Search extends object>() {
  const navigate = useNavigate();
  return useCallback(
    (changes: Partial<Search>, replace = false) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );
}
