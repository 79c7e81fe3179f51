import { useCallback, useMemo } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ChartKind, Threshold, ValueAxis } from '@/charts/TimeSeries/types';
import { readDuration } from '@/core/promql/step';
import { newQuery, queryFields, readQueries, writeQueries, type QueryFields, type QueryState } from './model/queries';

/** How the results are shown, as the URL holds it beside the time range and the queries. Absent means the default. */
export type MetricsSearch = {
  /** `table` is the newest values, `heatmap` the buckets of histograms over time. */
  view?: 'table' | 'heatmap';
  kind?: 'area' | 'bars';
  axis?: ValueAxis;
  /** The least distance of points, as in `30s`. */
  step?: string;
  /** The unit of all values; absent is guessed. */
  unit?: string;
  /** Limits drawn as lines, separated by commas. */
  limits?: string;
  /** `each` gives every query a graph of its own. */
  graphs?: 'each';
  /** `off` leaves out the dots of exemplars. */
  exemplars?: 'off';
  /** `1` draws all series, however many. */
  all?: '1';
  /** Series that are switched off, see model/hidden. */
  hide?: string;
};

const oneOf = <T extends string>(value: unknown, ...allowed: T[]): T | undefined => allowed.find((each) => each === value);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads the URL; what is no value of ours falls back to the default. */
export function readMetricsSearch(search: Record<string, unknown>): MetricsSearch & QueryFields {
  const step = text(search.step);
  return {
    ...queryFields(search),
    view: oneOf(search.view, 'table', 'heatmap'),
    kind: oneOf(search.kind, 'area', 'bars'),
    axis: oneOf(search.axis, 'fit', 'log'),
    step: step !== undefined && readDuration(step) !== undefined ? step : undefined,
    unit: text(search.unit),
    limits: limitsText(limitsOf(text(search.limits))),
    graphs: oneOf(search.graphs, 'each'),
    exemplars: oneOf(search.exemplars, 'off'),
    all: oneOf(search.all, '1'),
    hide: text(search.hide),
  };
}

export const KINDS: Record<NonNullable<MetricsSearch['kind']> | 'lines', ChartKind> = { lines: 'lines', area: 'stackedArea', bars: 'stackedBars' };

const MOST_LIMITS = 4;

/** The limits of a URL or of what was typed: numbers separated by commas or spaces. */
export function limitsOf(limits: string | undefined): number[] {
  const numbers = (limits ?? '').split(/[\s,]+/).flatMap((each) => (each !== '' && Number.isFinite(Number(each)) ? Number(each) : []));
  return [...new Set(numbers)].slice(0, MOST_LIMITS);
}

export const limitsText = (limits: readonly number[]): string | undefined => (limits.length > 0 ? limits.join(',') : undefined);

/** Limits as lines: the highest is trouble, those below warn. */
export const thresholdsOf = (limits: readonly number[]): Threshold[] =>
  limits.map((value) => ({ value, tone: limits.length > 1 && value === Math.max(...limits) ? 'error' : 'warning' }));

/** The page's part of the URL and how to change it: by default a step that Back undoes. */
export function useMetricsSearch() {
  const whole = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const search = useMemo(() => readMetricsSearch(whole), [whole]);
  const queries = useMemo(() => orFirst(readQueries(whole)), [whole]);
  const patch = useCallback(
    (changes: MetricsSearch & { from?: string; to?: string }, replace = false) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );
  const setQueries = useCallback(
    (next: readonly QueryState[], replace = false) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...writeQueries(next) }), replace }),
    [navigate],
  );
  return { search, queries, patch, setQueries };
}

/** There is always a query to type into. */
const orFirst = (queries: QueryState[]): QueryState[] => (queries.length > 0 ? queries : [newQuery('a')]);
