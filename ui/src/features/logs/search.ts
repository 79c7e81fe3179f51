import { useCallback } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { isFieldName } from '@/core/search/spelling';
import { readMeasures, writeMeasures } from './model/measures';

/** What a search is shown as. `live` follows what arrives; absent is the records found. */
export const VIEWS = ['live', 'patterns', 'table', 'compare'] as const;
export type View = (typeof VIEWS)[number];

/** What the page's URL holds beside the time range. Absent means the default. */
export type LogsSearch = {
  query?: string;
  /** Fields shown as columns, separated by commas. */
  cols?: string;
  /** The id of the record in the drawer. */
  sel?: string;
  view?: View;
  /** `forward` is oldest first. */
  dir?: 'forward';
  /** `1` shows long messages on several lines. */
  wrap?: '1';
  /** The field that colours the histogram; absent is the level. */
  by?: string;
  /** The fields the table groups by, separated by commas. */
  group?: string;
  /** What the table measures: `count,p95:duration_ms`. */
  measures?: string;
  /** Which of the measures the table is ordered by, counted from 0. */
  order?: string;
  /** `1` searches archived days, too. */
  archive?: '1';
  /** `1` orders the table with the least first. */
  rising?: '1';
  /** `1` orders patterns by their bytes: what costs most. */
  noise?: '1';
  /** What the range is compared with: `day`, `week` or epoch milliseconds `from-to`; absent is the time just before. */
  against?: string;
};

const RECORD_ID = /^\d{1,20}-[0-9a-f]{16}$/;
const AGAINST = /^(?:day|week|\d{10,14}-\d{10,14})$/;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const matching = (value: unknown, pattern: RegExp) => (typeof value === 'string' && pattern.test(value) ? value : undefined);

/** Reads the URL; what is no value of ours falls back to the default. */
export function readLogsSearch(search: Record<string, unknown>): LogsSearch {
  const by = text(search.by);
  const order = matching(search.order, /^[0-4]$/);
  return {
    query: text(search.query),
    cols: columnsText(columnsOf(text(search.cols))),
    sel: matching(search.sel, RECORD_ID),
    view: VIEWS.find((view) => view === search.view),
    dir: search.dir === 'forward' ? 'forward' : undefined,
    wrap: search.wrap === '1' ? '1' : undefined,
    by: by !== undefined && by !== 'level' && isFieldName(by) ? by : undefined,
    group: columnsText(columnsOf(text(search.group)).slice(0, MAX_GROUPS)),
    measures: writeMeasures(readMeasures(text(search.measures))),
    order: order === '0' ? undefined : order,
    archive: search.archive === '1' ? '1' : undefined,
    rising: search.rising === '1' ? '1' : undefined,
    noise: search.noise === '1' ? '1' : undefined,
    against: matching(search.against, AGAINST),
  };
}

/** More columns than fit on a wide screen help nobody. */
const MAX_COLUMNS = 12;
/** The server groups by no more. */
export const MAX_GROUPS = 3;

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

/** The columns with this one moved to another place. */
export function movedColumn(columns: readonly string[], name: string, to: number): string[] {
  if (!columns.includes(name)) return [...columns];
  const others = columns.filter((each) => each !== name);
  return others.toSpliced(Math.max(0, Math.min(to, others.length)), 0, name);
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
