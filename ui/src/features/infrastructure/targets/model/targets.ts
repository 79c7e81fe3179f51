import type { Severity } from '@/core/severity';
import type { ActiveTarget, Pool } from '../api';
import type { TargetsSearch } from '../search';

export type Health = ActiveTarget['health'];
export type HealthCounts = Record<Health, number>;

/** A target with the job it belongs to and a name for it in links. */
export type TargetRow = ActiveTarget & { key: string; pool: string };

/** The worst first. */
export const HEALTHS: readonly Health[] = ['down', 'unknown', 'up'];

export const HEALTH_WORD: Record<Health, string> = { up: 'Up', down: 'Down', unknown: 'Unknown' };

/** What the word alone does not say. */
export const HEALTH_HINT: Record<Health, string> = { up: 'The last scrape succeeded', down: 'The last scrape failed', unknown: 'Not scraped yet' };

export const HEALTH_SEVERITY: Record<Health, Severity> = { up: 'ok', down: 'error', unknown: 'unknown' };

/** All targets, those in trouble first. */
export function targetRows(pools: readonly Pool[]): TargetRow[] {
  const taken = new Map<string, number>();
  return pools
    .flatMap(({ name, active }) => active.map((target) => ({ ...target, pool: name, key: unique(`${name}/${target.labels.instance ?? target.url}`, taken) })))
    .toSorted((a, b) => HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health));
}

/** Two targets of a job may have one instance: the second is `#2`. */
function unique(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name}#${count}`;
}

export function countHealth(targets: readonly { health: Health }[]): HealthCounts {
  const counts: HealthCounts = { up: 0, down: 0, unknown: 0 };
  for (const { health } of targets) counts[health] += 1;
  return counts;
}

/** Whether a target is a collector of the server itself, not one of the configuration. */
export const isBuiltIn = ({ url }: Pick<ActiveTarget, 'url'>): boolean => url.startsWith('built-in:');

/** A job: what the configuration and the server's own collectors call by one name. */
export type Job = { name: string; counts: HealthCounts; dropped: number; problems: string[]; builtIn: boolean };

export function jobsOf(pools: readonly Pool[]): Job[] {
  const names = [...new Set(pools.map(({ name }) => name))];
  return names.map((name) => {
    const own = pools.filter((pool) => pool.name === name);
    const active = own.flatMap((pool) => pool.active);
    return {
      name,
      counts: countHealth(active),
      dropped: own.reduce((sum, { dropped_total }) => sum + dropped_total, 0),
      problems: own.flatMap(({ problems }) => problems),
      builtIn: active.length > 0 && active.every(isBuiltIn),
    };
  });
}

/** Whether job, state and text agree. The text is looked for in address, labels and error. */
export function isAsked(row: TargetRow, { pool, state, q }: TargetsSearch): boolean {
  if ((pool && row.pool !== pool) || (state && row.health !== state)) return false;
  return !q || contains([row.url, row.last_error, ...spelledLabels(row.labels)], q);
}

/** `name="value"` of each label, as people write it in queries. */
export const spelledLabels = (labels: Readonly<Record<string, string>>): string[] => Object.entries(labels).map(([name, value]) => `${name}="${value}"`);

export function contains(texts: readonly string[], typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

/** From this share of its timeout on, a scrape is about to fail. */
const TIGHT = 0.8;

/** How much of the allowed time the last scrape took; null before the first. */
export function timeoutShare({ last_duration_seconds: took, timeout_seconds: allowed }: ActiveTarget): { share: number; tight: boolean } | null {
  if (took === null || allowed <= 0) return null;
  return { share: Math.min(1, took / allowed), tight: took / allowed >= TIGHT };
}

export type Failure = { error: string; targets: TargetRow[] };

/** The same trouble of many targets, told once: by error whatever their addresses, the most frequent first. */
export function failures(rows: readonly TargetRow[]): Failure[] {
  const alike = new Map<string, TargetRow[]>();
  for (const row of rows) {
    if (row.health !== 'down') continue;
    const error = withoutAddress(row);
    alike.set(error, [...(alike.get(error) ?? []), row]);
  }
  return [...alike]
    .map(([error, targets]) => ({ error: targets.length === 1 ? targets[0]!.last_error : error, targets }))
    .toSorted((a, b) => b.targets.length - a.targets.length);
}

function withoutAddress({ last_error, url }: TargetRow): string {
  const host = /^\w+:\/\/([^/]+)/.exec(url)?.[1];
  return host ? last_error.replaceAll(url, '<address>').replaceAll(host, '<address>') : last_error;
}
