import { useCallback } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { isFieldName } from '@/core/search/spelling';

/** What the page's URL holds beside the time range. Absent means the default. */
export type LogsSearch = {
  query?: string;
  /** Fields shown as columns, separated by commas. */
  cols?: string;
  /** The id of the record in the drawer. */
  sel?: string;
  /** `live` follows what arrives. */
  view?: 'live';
  /** `forward` is oldest first. */
  dir?: 'forward';
  /** `1` shows long messages on several lines. */
  wrap?: '1';
  /** `service` colours the histogram by service instead of by level. */
  by?: 'service';
};

const RECORD_ID = /^\d{1,20}-[0-9a-f]{16}$/;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads the URL; what is no value of ours falls back to the default. */
export function readLogsSearch(search: Record<string, unknown>): LogsSearch {
  const sel = text(search.sel);
  return {
    query: text(search.query),
    cols: columnsText(columnsOf(text(search.cols))),
    sel: sel !== undefined && RECORD_ID.test(sel) ? sel : undefined,
    view: search.view === 'live' ? 'live' : undefined,
    dir: search.dir === 'forward' ? 'forward' : undefined,
    wrap: search.wrap === '1' ? '1' : undefined,
    by: search.by === 'service' ? 'service' : undefined,
  };
}

/** More columns than fit on a wide screen help nobody. */
const MAX_COLUMNS = 12;

/** The columns of a URL, each once. */
export function columnsOf(cols: string | undefined): string[] {
  const names = (cols ?? '').split(',').filter(isFieldName);
  return [...new Set(names)].slice(0, MAX_COLUMNS);
}

export const columnsText = (columns: readonly string[]): string | undefined => (columns.length > 0 ? columns.join(',') : undefined);

/** The columns with this one added at the end, or taken away. */
export function toggledColumn(columns: readonly string[], name: string): string[] {
  return columns.includes(name) ? columns.filter((each) => each !== name) : [...columns, name].slice(-MAX_COLUMNS);
}

/** The page's part of the URL and how to change it: by default a step that Back undoes. */
export function useLogsSearch() {
  const search = readLogsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const patch = useCallback(
    (changes: LogsSearch & { from?: string; to?: string }, replace = false) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );
  return { search, patch };
}
