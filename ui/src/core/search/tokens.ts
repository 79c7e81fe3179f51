/** A piece of a search as it is typed. Places are UTF-16 offsets, as JavaScript and the editor count. */
export type SearchToken = {
  kind: 'field' | 'operator' | 'word' | 'phrase' | 'regex' | 'range' | 'keyword' | 'not' | 'group';
  from: number;
  to: number;
  text: string;
  /** Of values: the field they belong to. */
  field?: string;
  /** How many brackets are open around it. */
  depth: number;
};

const NAME = '[A-Za-z_@][\\w.@/-]*';
const FIELD = new RegExp(`(${NAME}):`, 'y');
const COMPARED = new RegExp(`(${NAME})(?=[<>]=?[^\\s<>=])`, 'y');
const HOST = /^(?:localhost|.*-\d+)$/;
const PORT = /\d{2,5}(?![\w.])/y;
const KEYWORD = /(?:AND|OR|NOT)(?=[\s()]|$)|(?:&&|\|\|)(?=\s|$)/y;
const SIGN = /[+-](?=[\w"(/*@.\\])/y;
const OPERATOR = /[<>]=?/y;
const PHRASE = /"(?:[^"\\]|\\.)*"?/ys;
const REGEX = /\/(?:[^/\\]|\\.)+\/(?=[\s)]|$)/y;
const RANGE = /[[{][^\]}]*[\]}]/y;

/**
 * The pieces of a search, for colours, completion and filters. It follows the server's rules (docs/search-language.md) but never
 * refuses: an unfinished search is what a person types most of the time.
 */
export function tokenizeSearch(query: string): SearchToken[] {
  const tokens: SearchToken[] = [];
  const groupFields: (string | undefined)[] = [];
  let at = 0;
  let field: string | undefined;
  const add = (kind: SearchToken['kind'], to: number, of = field ?? groupFields.at(-1)) => {
    tokens.push({ kind, from: at, to, text: query.slice(at, to), depth: groupFields.length, ...(of === undefined ? {} : { field: of }) });
    at = to;
  };
  const matchAt = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(query)?.[0];
  };
  while (at < query.length) {
    if (/\s/.test(query[at]!)) {
      at += 1;
      field = undefined;
      continue;
    }
    const keyword = field === undefined ? matchAt(KEYWORD) : undefined;
    const sign = field === undefined ? matchAt(SIGN) : undefined;
    const name = field === undefined ? fieldAt(query, at) : undefined;
    const operator = field === undefined ? undefined : matchAt(OPERATOR);
    const range = field === undefined ? undefined : matchAt(RANGE);
    if (query[at] === '(') {
      add('group', at + 1);
      groupFields.push(field ?? groupFields.at(-1));
      field = undefined;
    } else if (query[at] === ')' && groupFields.length > 0) {
      groupFields.pop();
      add('group', at + 1);
    } else if (keyword) add('keyword', at + keyword.length, undefined);
    else if (sign) add('not', at + 1, undefined);
    else if (name !== undefined) {
      add('field', at + name.length, undefined);
      field = name;
      if (query[at] === ':') add('operator', at + 1);
    } else if (operator) add('operator', at + operator.length);
    else if (range) add('range', at + range.length);
    else {
      addValue();
      field = undefined;
    }
  }
  return tokens;

  function addValue() {
    const phrase = matchAt(PHRASE);
    const regex = matchAt(REGEX);
    if (phrase) add('phrase', at + phrase.length);
    else if (regex) add('regex', at + regex.length);
    else add('word', wordEnd(query, at, groupFields.length > 0));
  }
}

function fieldAt(query: string, at: number): string | undefined {
  FIELD.lastIndex = at;
  const name = FIELD.exec(query)?.[1];
  if (name !== undefined) {
    const rest = query.slice(at + name.length + 1, at + name.length + 3);
    PORT.lastIndex = at + name.length + 1;
    const isPort = HOST.test(name) && PORT.test(query);
    const isDrive = name.length === 1 && (rest[0] === '\\' || (rest[0] === '/' && /[A-Z]/.test(name)));
    // A colon with nothing behind it yet is a field being typed; with a space behind it, it is text such as "Error: …".
    return rest === '//' || rest[0] === ':' || /^\s/.test(rest) || isPort || isDrive ? undefined : name;
  }
  COMPARED.lastIndex = at;
  return COMPARED.exec(query)?.[1];
}

/** Up to the next space, or the bracket that closes the group around the word. */
function wordEnd(query: string, from: number, grouped: boolean): number {
  let inner = 0;
  let at = from;
  while (at < query.length && !/\s/.test(query[at]!)) {
    const char = query[at]!;
    if (char === ')' && inner === 0 && grouped) break;
    if (char === '(') inner += 1;
    else if (char === ')' && inner > 0) inner -= 1;
    at += char === '\\' && at + 1 < query.length ? 2 : 1;
  }
  return Math.max(at, from + 1);
}
