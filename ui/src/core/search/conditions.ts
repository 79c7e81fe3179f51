import { tokenizeSearch } from './tokens';

/** One of the conditions that all must hold: where it stands and what it says. */
export type Condition = { from: number; to: number; text: string };

/** The conditions of a search that is a plain list of them; none when OR or NOT in capitals make it more than that. */
export function conditionsOf(query: string): Condition[] {
  const tokens = tokenizeSearch(query);
  if (tokens.some((token) => token.depth === 0 && token.kind === 'keyword' && token.text !== 'AND' && token.text !== '&&')) return [];
  const found: Condition[] = [];
  for (const token of tokens) {
    const last = found.at(-1);
    const nested = token.depth > 0 || token.text === ')';
    // What follows without a space belongs together: -field:value, field:(a OR b).
    if (last && (nested || last.to === token.from)) last.to = token.to;
    else if (token.kind !== 'keyword') found.push({ from: token.from, to: token.to, text: '' });
  }
  return found.map(({ from, to }) => ({ from, to, text: query.slice(from, to) }));
}
