import { tokenizeSearch, type SearchToken } from './tokens';

/** What can stand at the cursor: `from` and `to` are replaced by what is chosen. */
export type CompletionPlace =
  | { kind: 'field'; from: number; to: number; prefix: string; /** A condition stands before it, so AND and OR may follow. */ joins: boolean }
  | { kind: 'value'; from: number; to: number; prefix: string; field: string; /** An operator such as `>=` stands before it. */ compared: boolean }
  | { kind: 'none' };

/** The place of the cursor in a search that is being typed. */
export function completionPlace(query: string, cursor: number): CompletionPlace {
  const tokens = tokenizeSearch(query);
  const at = tokens.find((token) => token.from < cursor && cursor <= token.to);
  const before = tokens.filter((token) => token.to <= (at?.from ?? cursor)).at(-1);
  if (at?.kind === 'regex' || at?.kind === 'range') return { kind: 'none' };
  if (at?.kind === 'operator' || (at?.kind === 'group' && at.text === '(' && at.field !== undefined)) {
    return { kind: 'value', from: cursor, to: cursor, prefix: '', field: fieldBefore(tokens, at)!, compared: at.text !== ':' && at.text !== '(' };
  }
  if (at && (at.kind === 'word' || at.kind === 'phrase') && at.field !== undefined) {
    return { kind: 'value', from: at.from, to: at.to, prefix: query.slice(at.from, cursor).replace(/^"/, ''), field: at.field, compared: /^[<>]/.test(before?.text ?? '') };
  }
  if (at?.kind === 'phrase') return { kind: 'none' };
  if (at?.kind === 'word' || at?.kind === 'field' || at?.kind === 'keyword') {
    return { kind: 'field', from: at.from, to: at.to, prefix: query.slice(at.from, cursor), joins: endsCondition(before) };
  }
  return { kind: 'field', from: cursor, to: cursor, prefix: '', joins: endsCondition(before) };
}

/** What may follow a field: levels, numbers and durations can also be compared. */
export const comparable = (kind: string): boolean => ['level', 'number', 'duration'].includes(kind);

const endsCondition = (token?: SearchToken): boolean => token !== undefined && (['word', 'phrase', 'regex', 'range'].includes(token.kind) || token.text === ')');

function fieldBefore(tokens: readonly SearchToken[], at: SearchToken): string | undefined {
  return at.field ?? tokens.filter((token) => token.to <= at.from && token.kind === 'field').at(-1)?.text;
}
