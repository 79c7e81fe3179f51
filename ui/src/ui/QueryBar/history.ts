import { readStored, writeStored } from '@/core/stored';

export type SearchSignal = 'logs' | 'traces';

/** Whose searches are remembered: each explorer has its own. */
type Remembered = SearchSignal | 'metrics';

const LENGTH = 30;
const keyOf = (signal: Remembered) => `sardonyx.searches.${signal}`;

/** The searches last run in this browser, newest first. */
export function recentSearches(signal: Remembered): string[] {
  const kept = readStored(keyOf(signal));
  return Array.isArray(kept) ? kept.filter((each): each is string => typeof each === 'string') : [];
}

export function rememberSearch(signal: Remembered, query: string): void {
  if (query.trim() === '') return;
  writeStored(keyOf(signal), [query, ...recentSearches(signal).filter((each) => each !== query)].slice(0, LENGTH));
}
