import type { Value } from './values';

/** Requests for a set of figures: each a query and the figures it answers. */
export type Batch = { query: string; names: readonly string[] };

/** A metric of whom the page is about, and nothing else. */
const BARE = /^([a-zA-Z_:][\w:]*)\{\$of\}$/;

/** The fewest requests that answer all queries: bare metrics come together, everything else for itself. */
export function batchesOf(queries: Readonly<Record<string, string>>): Batch[] {
  const bare = Object.entries(queries).filter(([, query]) => BARE.test(query));
  const others = Object.entries(queries).filter(([, query]) => !BARE.test(query)).map(([name, query]) => ({ query, names: [name] }));
  if (bare.length === 0) return others;
  const metrics = bare.map(([, query]) => BARE.exec(query)![1]!);
  return [{ query: `{$of, __name__=~"${[...new Set(metrics)].join('|')}"}`, names: bare.map(([name]) => name) }, ...others];
}

/** What a batch answered, by figure. */
export function figuresOfBatch({ names }: Batch, values: readonly Value[], queries: Readonly<Record<string, string>>): [string, readonly Value[]][] {
  if (names.length === 1) return [[names[0]!, values]];
  return names.map((name) => {
    const metric = BARE.exec(queries[name]!)?.[1];
    return [name, values.filter(({ labels }) => labels.__name__ === metric)];
  });
}
