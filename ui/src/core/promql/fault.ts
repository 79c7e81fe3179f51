import type { SearchFault } from '@/api/problem';

const PLACE = /^(\d+):(\d+): (?:parse error: )?(.*)$/s;

/**
 * Where the server could not read an expression, from its words `2:7: parse error: …` (line and column in bytes, from 1).
 * Undefined when they name no place.
 */
export function faultOf(error: string, expression: string): SearchFault | undefined {
  const found = PLACE.exec(error);
  if (!found) return undefined;
  const [, line, column, detail] = found;
  const lines = expression.split('\n');
  const before = lines.slice(0, Number(line) - 1).reduce((sum, each) => sum + [...each].length + 1, 0);
  const position = before + charactersIn(lines[Number(line) - 1] ?? '', Number(column) - 1);
  const length = wordAt([...expression], position);
  return { detail: detail!, position, length, hint: '' };
}

/** How many characters the first bytes of a text are. */
function charactersIn(text: string, bytes: number): number {
  let [left, characters] = [bytes, 0];
  for (const character of text) {
    if (left <= 0) break;
    left -= new TextEncoder().encode(character).length;
    characters += 1;
  }
  return characters;
}

const WORD = /[\w:]/;

/** The length of the word or sign at a place, so that a mark can be seen; 0 at the end. */
function wordAt(characters: readonly string[], at: number): number {
  if (at >= characters.length) return 0;
  let end = at;
  while (end < characters.length && WORD.test(characters[end]!)) end += 1;
  return Math.max(1, end - at);
}
