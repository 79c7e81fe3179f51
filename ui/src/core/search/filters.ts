import { readValue, spellValue } from './spelling';
import { tokenizeSearch, type SearchToken } from './tokens';

/** A `field:value` of a search that stands for itself: not inside of brackets, or one of `field:(a OR b)`. */
type Filter = { field: string; values: string[]; excluded: boolean; from: number; to: number };

/** The search that also asks for this value, or for all but it. Of one field, several values asked for are alternatives. */
export function withFilter(query: string, field: string, value: string, exclude: boolean): string {
  const filters = filtersOf(query);
  const same = filters.find((filter) => filter.field === field && filter.values.includes(value));
  if (same?.excluded === exclude) return query;
  if (same) return withFilter(withoutFilter(query, field, value), field, value, exclude);
  const siblings = exclude ? undefined : filters.find((filter) => filter.field === field && !filter.excluded);
  if (siblings) return replace(query, siblings, spell(field, [...siblings.values, value], false));
  const added = spell(field, [value], exclude);
  const kept = query.trim();
  if (kept === '' || kept === '*') return added;
  return joinsByOr(kept) ? `(${kept}) ${added}` : `${kept} ${added}`;
}

/** The search without this value, asked for or excluded. */
export function withoutFilter(query: string, field: string, value: string): string {
  const filter = filtersOf(query).find((each) => each.field === field && each.values.includes(value));
  if (!filter) return query;
  const left = filter.values.filter((each) => each !== value);
  return left.length > 0 ? replace(query, filter, spell(field, left, filter.excluded)) : cut(query, filter.from, filter.to);
}

/** Whether the search asks for this value, excludes it, or does not speak of it. */
export function filterState(query: string, field: string, value: string): 'in' | 'out' | null {
  const filter = filtersOf(query).find((each) => each.field === field && each.values.includes(value));
  if (!filter) return null;
  return filter.excluded ? 'out' : 'in';
}

/** Removes a part and the AND or OR that joined it. */
export function cut(query: string, from: number, to: number): string {
  const tokens = tokenizeSearch(query);
  const before = tokens.filter((token) => token.to <= from).at(-1);
  const after = tokens.find((token) => token.from >= to);
  const joins = (token?: SearchToken) => token?.kind === 'keyword' && token.text !== 'NOT';
  const start = joins(before) ? before!.from : from;
  const end = !joins(before) && joins(after) ? after!.to : to;
  return `${query.slice(0, start).trimEnd()} ${query.slice(end).trimStart()}`.trim();
}

const joinsByOr = (query: string): boolean => tokenizeSearch(query).some((token) => token.depth === 0 && token.kind === 'keyword' && /^(OR|\|\|)$/.test(token.text));

const replace = (query: string, filter: Filter, text: string): string => query.slice(0, filter.from) + text + query.slice(filter.to);

function spell(field: string, values: readonly string[], excluded: boolean): string {
  const spelt = values.map(spellValue);
  return `${excluded ? '-' : ''}${field}:${spelt.length === 1 ? spelt[0] : `(${spelt.join(' OR ')})`}`;
}

function filtersOf(query: string): Filter[] {
  const tokens = tokenizeSearch(query);
  return tokens.flatMap((token, i) => {
    if (token.kind !== 'field' || token.depth > 0 || tokens[i + 1]?.text !== ':') return [];
    const sign = tokens[i - 1];
    const excluded = sign?.kind === 'not' ? sign.text === '-' : sign?.text === 'NOT';
    const signed = sign?.kind === 'not' || excluded;
    const found = valuesFrom(tokens, i + 2);
    return found ? [{ field: token.text, values: found.values, excluded, from: signed ? sign!.from : token.from, to: found.to }] : [];
  });
}

/** The plain values behind a colon: one, or alternatives in brackets. Patterns, ranges and comparisons are no filters. */
function valuesFrom(tokens: readonly SearchToken[], at: number): { values: string[]; to: number } | undefined {
  const first = tokens[at];
  if (!first) return undefined;
  if (isPlain(first)) return { values: [readValue(first.text)], to: first.to };
  if (first.text !== '(') return undefined;
  const close = tokens.findIndex((token, i) => i > at && token.text === ')' && token.depth === first.depth);
  const inside = tokens.slice(at + 1, close);
  const alternating = close > 0 && inside.every((token, i) => (i % 2 === 0 ? isPlain(token) : token.kind === 'keyword' && /^(OR|\|\|)$/.test(token.text)));
  return alternating ? { values: inside.filter(isPlain).map((token) => readValue(token.text)), to: tokens[close]!.to } : undefined;
}

const isPlain = (token: SearchToken): boolean => token.kind === 'phrase' || (token.kind === 'word' && !token.text.replace(/\\./g, '').includes('*'));
