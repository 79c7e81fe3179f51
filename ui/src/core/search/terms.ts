import { readValue } from './spelling';
import { tokenizeSearch } from './tokens';

const TEXT_FIELDS = new Set([undefined, 'message', 'body', 'msg']);

/** The words and phrases a search looks for in texts, as they can be marked there. What is excluded or a pattern is left out. */
export function searchedTerms(query: string): string[] {
  const tokens = tokenizeSearch(query);
  const terms = tokens.flatMap(({ kind, text, field }, i) => {
    if ((kind !== 'word' && kind !== 'phrase') || !TEXT_FIELDS.has(field) || isExcluded(tokens, i)) return [];
    const term = kind === 'word' ? readValue(text).replace(/^\*+|\*+$/g, '') : readValue(text);
    return term.length > 1 && !term.includes('*') ? [term] : [];
  });
  return [...new Set(terms)];
}

function isExcluded(tokens: ReturnType<typeof tokenizeSearch>, at: number): boolean {
  const before = tokens[at - 1];
  return before !== undefined && ((before.kind === 'not' && before.text === '-') || (before.kind === 'keyword' && before.text === 'NOT'));
}

/** A text cut where a term begins and ends: every second piece is one of the terms. Any case, the longest term first. */
export function cutAtTerms(text: string, terms: readonly string[]): string[] {
  if (terms.length === 0) return [text];
  const pattern = terms.toSorted((a, b) => b.length - a.length).map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return text.split(new RegExp(`(${pattern})`, 'i'));
}
