import { useCallback } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';

/** What the URL of a trace holds. Absent means the default. */
export type TraceSearch = {
  /** The key of the span in the drawer. */
  span?: string;
  /** `logs` shows the log lines instead of the waterfall. */
  view?: 'logs';
  /** The text searched for within the trace. */
  q?: string;
};

const SPAN_KEY = /^[0-9a-f]{1,32}(~\d{1,4})?$/;
const MAX_TEXT = 200;

/** Reads the URL; what is no value of ours falls back to the default. */
export function readTraceSearch(search: Record<string, unknown>): TraceSearch {
  const { span, view, q } = search;
  return {
    span: typeof span === 'string' && SPAN_KEY.test(span) ? span : undefined,
    view: view === 'logs' ? 'logs' : undefined,
    q: typeof q === 'string' && q.trim() !== '' ? q.slice(0, MAX_TEXT) : undefined,
  };
}

/** The page's part of the URL and how to change it. Walking over spans leaves no steps behind for Back to undo. */
export function useTraceSearch() {
  const search = readTraceSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const patch = useCallback(
    (changes: TraceSearch, replace = true) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );
  return { search, patch };
}
