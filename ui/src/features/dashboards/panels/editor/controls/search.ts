import { createContext, use } from 'react';

/** What is looked for among the settings; empty shows all of them. */
export const SearchContext = createContext('');

/** Whether a setting is looked for: every word of the search is somewhere in its own. */
export function isWanted(search: string, words: string): boolean {
  const own = words.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => own.includes(word));
}

export const useIsWanted = (words: string): boolean => isWanted(use(SearchContext), words);
