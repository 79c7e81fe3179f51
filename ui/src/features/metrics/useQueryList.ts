import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { rememberSearch } from '@/ui/QueryBar/history';
import { withChange, withoutQuery, withQuery, type QueryState } from './model/queries';

type Drafts = Readonly<Record<string, string>>;

/** What running the same queries again asks anew. */
const ANSWERS: ReadonlySet<unknown> = new Set(['range', 'instant', 'exemplars']);
const without = (drafts: Drafts, letter: string): Drafts => Object.fromEntries(Object.entries(drafts).filter(([each]) => each !== letter));

/**
 * What can be done with the queries of the URL. What is typed is a draft until it runs; then it goes into the URL, as a step that
 * Back undoes. Everything else takes effect at once.
 */
export function useQueryList(queries: readonly QueryState[], setQueries: (next: readonly QueryState[], replace?: boolean) => void) {
  const client = useQueryClient();
  const [drafts, setDrafts] = useState<Drafts>({});
  const textOf = ({ letter, expression }: QueryState) => drafts[letter] ?? expression;
  const forget = (letter: string) => setDrafts((before) => without(before, letter));
  const add = (like?: Partial<QueryState>) => setQueries(withQuery(queries, like));
  return {
    /** The expression as it is typed. */
    textOf,
    /** Something is typed that has not run. */
    pending: queries.some((query) => textOf(query).trim() !== query.expression),
    type: (letter: string, text: string) => setDrafts((before) => ({ ...before, [letter]: text })),
    /** Runs all queries as they are typed; asks again when none has changed. */
    run: () => {
      const next = queries.map((query) => ({ ...query, expression: textOf(query).trim() }));
      for (const { expression } of next) rememberSearch('metrics', expression);
      setDrafts({});
      if (next.some(({ expression }, i) => expression !== queries[i]!.expression)) setQueries(next);
      else void client.invalidateQueries({ predicate: ({ queryKey: [feature, what] }) => feature === 'metrics' && ANSWERS.has(what) });
    },
    /** One more query, like another if it is given. */
    add,
    remove: (letter: string) => {
      forget(letter);
      setQueries(withoutQuery(queries, letter));
    },
    change: (letter: string, changes: Partial<QueryState>) => {
      if (changes.expression !== undefined) forget(letter);
      setQueries(withChange(queries, letter, changes), true);
    },
    /** Runs an expression from elsewhere in the first empty query, or in a new one. */
    open: (expression: string) => {
      rememberSearch('metrics', expression);
      const empty = queries.find((query) => textOf(query).trim() === '');
      if (!empty) return add({ expression });
      forget(empty.letter);
      setQueries(withChange(queries, empty.letter, { expression }));
    },
  };
}
