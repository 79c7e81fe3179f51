import { printSelector } from '@/core/promql/builder/print';
import { writeDuration } from '@/core/promql/step';

/** Who sent the series of a page: every one of these labels must match. */
export type Of = Readonly<Record<string, string>>;

/** A rate needs two scrapes within its window: so long for programs that are scraped every minute. */
export const LEAST_RATE_SECONDS = 120;

/**
 * A query of a page, written out. `$of` stands for the matchers of whom the page is about and may have others beside it
 * (`pg_locks_count{$of, mode="x"}`; nobody in particular is nothing), `$rate` for a window long enough for a rate and at least as long as the step, `$range` for
 * the whole time range.
 */
export function fill(query: string, of: Of, rangeSeconds: number, stepSeconds = 0): string {
  const matchers = printSelector('', Object.entries(of).map(([label, value]) => ({ label, op: '=', value }))).slice(1, -1);
  return query
    .replaceAll(/\$of(, )?/g, (_, more = '') => (matchers ? matchers + more : ''))
    .replaceAll('$rate', () => writeDuration(Math.max(LEAST_RATE_SECONDS, stepSeconds)))
    .replaceAll('$range', () => writeDuration(Math.max(LEAST_RATE_SECONDS, rangeSeconds)));
}
