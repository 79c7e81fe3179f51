import { useCallback, useMemo } from 'react';
import { keepPreviousData } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { isRelative, readRange, resolveRange, resolveTime, type TimeRange, type Zone } from './time';
import { useSetDefaults } from './pageDefaults';
import { useDefaultRefresh } from './useDefaultRefresh';
import { REFRESH_MS } from './refreshRates';

/** The page's time range: the URL is its only home, so a copied link shows the same picture. */
export function useTimeRange() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const defaultRefresh = useDefaultRefresh();
  const defaultRange = useSetDefaults()?.range;
  const { from, to } = search;
  const refresh = search.refresh && search.refresh in REFRESH_MS ? search.refresh : defaultRefresh;
  const zone: Zone = search.tz === 'utc' ? 'utc' : 'local';

  const patch = useCallback(
    (changes: { from?: string; to?: string; refresh?: string; tz?: string }, replace = false) =>
      void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace }),
    [navigate],
  );

  return useMemo(() => {
    const { range, problem } = readRange({ from, to }, Date.now() / 1000, defaultRange);
    const relative = isRelative(range);
    const refreshMs = REFRESH_MS[refresh] ?? false;
    const show = (start: number, end: number) => patch({ from: String(Math.round(start * 1000)), to: String(Math.round(end * 1000)) });
    return {
      range,
      problem,
      refresh,
      zone,
      relative,
      /** Start and end in epoch seconds, rounded so that panels share their requests. */
      resolve: () => resolveRange(range, Date.now() / 1000),
      set: (next: TimeRange) => patch(next),
      /** Shows an absolute range in epoch seconds. */
      show,
      /** Moves the range by a fraction of its length: −0.5 is half a range earlier. */
      shift: (fraction: number) => {
        const { start, end } = exact(range);
        show(start + (end - start) * fraction, end + (end - start) * fraction);
      },
      zoomOut: () => {
        const { start, end } = exact(range);
        show(start - (end - start) / 2, Math.min(Date.now() / 1000, end + (end - start) / 2));
      },
      setRefresh: (rate: string) => patch({ refresh: rate === defaultRefresh ? undefined : rate }, true),
      setZone: (next: Zone) => patch({ tz: next === 'utc' ? 'utc' : undefined }, true),
      /** Options for every query of a range: charts never blank, and only relative ranges refresh. */
      query: { placeholderData: keepPreviousData, refetchInterval: relative ? refreshMs : (false as const) },
    };
  }, [from, to, refresh, zone, defaultRefresh, defaultRange, patch]);
}

function exact(range: TimeRange): { start: number; end: number } {
  const now = Date.now() / 1000;
  return { start: resolveTime(range.from, now) ?? now, end: resolveTime(range.to, now) ?? now };
}
