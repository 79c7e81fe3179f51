import type { Region } from '@/charts/Scatter/types';
import { conditionsOf } from '@/core/search/conditions';
import { cut } from '@/core/search/filters';

const DURATION = /^duration[:<>=]/;

/**
 * The search for what a rectangle of the chart covers: its durations replace those the search asked for. Up to the slowest of
 * all it needs no upper bound. Below, a search for nothing else means root spans: their children were not in the rectangle.
 */
export function withRegion(query: string, { lowMs, highMs }: Pick<Region, 'lowMs' | 'highMs'>, slowestMs: number): string {
  const asked = conditionsOf(query).findLast(({ text }) => DURATION.test(text));
  const rest = asked ? cut(query, asked.from, asked.to) : query.trim();
  const open = highMs >= slowestMs;
  const wanted = open ? `duration:>=${spelt(lowMs, Math.floor)}` : `duration:[${spelt(lowMs, Math.floor)} TO ${spelt(highMs, Math.ceil)}]`;
  if (rest !== '' && rest !== '*') return `${bracketed(rest)} ${wanted}`;
  return open ? wanted : `root:true ${wanted}`;
}

/** AND binds more tightly than OR: a search with OR is taken as a whole. */
const bracketed = (query: string): string => (conditionsOf(query).length === 0 ? `(${query})` : query);

/** Three digits that still hold the bound, in a unit the language reads. */
function spelt(ms: number, round: (value: number) => number): string {
  const [value, unit] = ms >= 1000 ? [ms / 1000, 's'] : [ms, 'ms'];
  if (value <= 0) return '0ms';
  const step = 10 ** (Math.floor(Math.log10(value)) - 2);
  return `${Number((round(value / step) * step).toPrecision(3))}${unit}`;
}
