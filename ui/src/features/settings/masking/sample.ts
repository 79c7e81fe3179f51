import type { Found } from './api';

export type Piece = { text: string; rule?: string };

/** One attribute a line, `key=value`. Lines without `=` are keys with an empty value; empty lines are nothing. */
export function readAttributes(lines: string): Record<string, string> {
  const entries = lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** A text cut where rules found something. Positions count Unicode characters, as the server does; where finds overlap the first wins. */
export function piecesOf(text: string, found: readonly Pick<Found, 'rule' | 'start' | 'end'>[]): Piece[] {
  const characters = Array.from(text);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { rule, start, end } of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < at) continue;
    if (start > at) pieces.push({ text: characters.slice(at, start).join('') });
    pieces.push({ text: characters.slice(start, end).join(''), rule });
    at = end;
  }
  if (at < characters.length) pieces.push({ text: characters.slice(at).join('') });
  return pieces;
}
