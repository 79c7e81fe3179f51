import { spellValue } from '@/core/search/spelling';

export type TemplatePart = { text: string; variable: boolean };

/** Where something different stands in each message: `<*>`, `<ip>`, `<number>`. */
const VARIABLE = /<(?:\*|[a-z][a-z0-9_-]{0,30})>/gi;
/** What most likely differs from message to message: quoted texts, ids, numbers, addresses. */
const CHANGING = /"[^"]*"|'[^']*'|\S*\d\S*|\S+@\S+/g;
const MASKED = /\S*\[[^\]\s]+\]\S*|\S*\*{3,}\S*/g;
const LONGEST_PHRASES = 4;

/** A template in pieces: what is always the same, and what differs. */
export function templateParts(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (const { 0: text, index } of template.matchAll(VARIABLE)) {
    if (index > at) parts.push({ text: template.slice(at, index), variable: false });
    parts.push({ text, variable: true });
    at = index + text.length;
  }
  if (at < template.length) parts.push({ text: template.slice(at), variable: false });
  return parts;
}

/** A search for the messages of a template: what is always the same in it, as phrases. Empty where nothing is. */
export const templateQuery = (template: string): string => phrases(templateParts(template).flatMap(({ text, variable }) => (variable ? [] : [text])));

/** A search for messages like this one: its words without what looks like an id, a number or a quoted value. */
export const alikeQuery = (message: string): string => phrases((message.split('\n', 1)[0] ?? '').replace(MASKED, '\n').replace(CHANGING, '\n').split('\n'));

/** Pieces of text as phrases of whole words, the longest few: a piece that begins or ends within a word would not be found as one. */
function phrases(pieces: readonly string[]): string {
  const wordy = pieces.map((piece) => piece.match(/\p{L}.*\p{L}|\p{L}/su)?.[0].trim() ?? '').filter((piece) => /\p{L}{2}/u.test(piece));
  const kept = new Set(wordy.toSorted((a, b) => b.length - a.length).slice(0, LONGEST_PHRASES));
  return [...new Set(wordy)].filter((piece) => kept.has(piece)).map(spellPhrase).join(' ');
}

/** One word stands for itself, several need quotes. */
const spellPhrase = (text: string): string => (/^\p{L}+$/u.test(text) ? spellValue(text) : `"${text.replace(/[\\"]/g, '\\$&')}"`);
