/** One query of the explorer. `letter` is its name in the URL and on the page. */
export type QueryState = {
  letter: string;
  expression: string;
  /** What its series are called, such as `{{instance}}`; empty finds short names by itself. */
  legend: string;
  /** Kept, but not asked. */
  off: boolean;
  /** Edited with the builder instead of as text. */
  builder: boolean;
};

/** More would neither fit on a screen nor be told apart. */
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p'] as const;
export const MOST_QUERIES = LETTERS.length;

type Letter = (typeof LETTERS)[number];
/** What a URL holds of queries. */
export type QueryFields = { [Key in Letter | `${Letter}.${'legend' | 'off' | 'edit'}`]?: string };

/** The queries of a URL: `a=up&a.legend={{job}}&b=…&b.off=1&b.edit=builder`. */
export function readQueries(search: Readonly<Record<string, unknown>>): QueryState[] {
  const text = (key: keyof QueryFields) => (typeof search[key] === 'string' ? search[key] : '');
  return LETTERS.flatMap((letter) => {
    const known = search[letter] !== undefined || search[`${letter}.edit`] !== undefined;
    if (!known) return [];
    return [{ letter, expression: text(letter), legend: text(`${letter}.legend`), off: text(`${letter}.off`) === '1', builder: text(`${letter}.edit`) === 'builder' }];
  });
}

/** The queries for a URL; what is absent takes away what stood there. One without an expression is kept by how it is edited. */
export function writeQueries(queries: readonly QueryState[]): QueryFields {
  const flat: QueryFields = {};
  for (const letter of LETTERS) {
    const query = queries.find((each) => each.letter === letter);
    flat[letter] = query?.expression || undefined;
    flat[`${letter}.legend`] = query?.legend || undefined;
    flat[`${letter}.off`] = query?.off ? '1' : undefined;
    flat[`${letter}.edit`] = query?.builder ? 'builder' : query && !query.expression ? 'text' : undefined;
  }
  return flat;
}

/** What a URL says of queries and nothing else. */
export const queryFields = (search: Readonly<Record<string, unknown>>): QueryFields => writeQueries(readQueries(search));

const freeLetter = (queries: readonly QueryState[]): string | undefined => LETTERS.find((letter) => queries.every((each) => each.letter !== letter));

export const newQuery = (letter: string, builder = false): QueryState => ({ letter, expression: '', legend: '', off: false, builder });

/** The queries with one more, like `of` if it is given; the same when there is no letter left. */
export function withQuery(queries: readonly QueryState[], of?: Partial<QueryState>): QueryState[] {
  const letter = freeLetter(queries);
  if (letter === undefined) return [...queries];
  return [...queries, { ...newQuery(letter), ...of, letter }].toSorted((a, b) => (a.letter < b.letter ? -1 : 1));
}

export const withoutQuery = (queries: readonly QueryState[], letter: string): QueryState[] => queries.filter((each) => each.letter !== letter);

export const withChange = (queries: readonly QueryState[], letter: string, change: Partial<QueryState>): QueryState[] =>
  queries.map((each) => (each.letter === letter ? { ...each, ...change } : each));
