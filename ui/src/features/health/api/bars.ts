import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { inBatches } from './inBatches';
import type { DaySeconds } from './types';

export const BAR_DAYS = 90;
const FRESH_MS = 300_000;
/** Rows that come into view within this time are asked for together. */
const GATHER_MS = 30;

export type Days = { days: string[]; bars: DaySeconds[] };

const load = inBatches(async (ids: readonly string[]): Promise<Map<string, Days>> => {
  const { days, monitors } = await unwrap(api.GET('/rest/health/bars', { params: { query: { days: BAR_DAYS, ids: [...ids] } } }));
  return new Map(Object.entries(monitors).map(([id, bars]) => [id, { days, bars }]));
}, GATHER_MS);

/** The last 90 days of a monitor. Only rows in view ask, and all of a screen in one request. */
export function useBars(id: string) {
  return useQuery({ queryKey: ['health', 'bars', id], queryFn: async () => (await load(id)) ?? null, staleTime: FRESH_MS });
}
