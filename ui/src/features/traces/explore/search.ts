import { useCallback } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TraceSort } from '../api';

/** What the page's URL holds beside the time range. Absent means the default. */
export type TracesSearch = {
  query?: string;
  /** Which traces the list shows first; absent is the newest. */
  sort?: Exclude<TraceSort, 'newest'>;
  /** `heatmap` counts durations instead of drawing each trace. */
  chart?: 'heatmap';
};

/** Reads the URL; what is no value of ours falls back to the default. */
export function readTracesSearch(search: Record<string, unknown>): TracesSearch {
  const { query, sort, chart } = search;
  return {
    query: typeof query === 'string' && query !== '' ? query : undefined,
    sort: sort === 'slowest' || sort === 'errors' ? sort : undefined,
    chart: chart === 'heatmap' ? chart : undefined,
  };
}

/** The page's part of the URL and how to change it: a step that Back undoes. */
export function useTracesSearch() {
  const search = readTracesSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const patch = useCallback(
    (changes: TracesSearch & { from?: string; to?: string }, replace = false) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );
  return { search, patch };
}
