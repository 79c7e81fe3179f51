/** How well a text answers what was typed, and the parts of it that did, as [from, to). */
export type Match = { score: number; ranges: [number, number][] };

const WHOLE_START = 100;
const WORD_START = 80;
const WITHIN = 60;
const SCATTERED = 30;

/** A fuzzy match: every word that was typed must be in the text, at least as letters in order. Undefined when one is not. */
export function match(typed: string, text: string): Match | undefined {
  const found = typed.toLowerCase().split(/\s+/).filter(Boolean).map((word) => matchWord(word, text.toLowerCase()));
  if (found.length === 0 || !found.every((each) => each !== undefined)) return undefined;
  const score = found.reduce((sum, each) => sum + each.score, 0) / found.length - text.length / 100;
  return { score, ranges: found.flatMap(({ ranges }) => ranges).toSorted(([a], [b]) => a - b) };
}

function matchWord(word: string, text: string): Match | undefined {
  const at = text.indexOf(word);
  if (at === 0) return { score: WHOLE_START, ranges: [[0, word.length]] };
  for (let start = at; start >= 0; start = text.indexOf(word, start + 1)) {
    if (startsWord(text, start)) return { score: WORD_START, ranges: [[start, start + word.length]] };
  }
  if (at > 0) return { score: WITHIN, ranges: [[at, at + word.length]] };
  return scattered(word, text);
}

/** The letters in order, the first at the start of a word: `pmt` finds `payment`, `lst` does not find `checklist`. */
function scattered(word: string, text: string): Match | undefined {
  if (word.length < 2) return undefined;
  for (let start = text.indexOf(word[0]!); start >= 0; start = text.indexOf(word[0]!, start + 1)) {
    if (!startsWord(text, start)) continue;
    const places = [start];
    for (const letter of word.slice(1)) {
      const next = text.indexOf(letter, places.at(-1)! + 1);
      if (next < 0) return undefined;
      places.push(next);
    }
    const gaps = places.at(-1)! - start + 1 - word.length;
    return { score: SCATTERED - gaps, ranges: places.map((place) => [place, place + 1]) };
  }
  return undefined;
}

const startsWord = (text: string, at: number): boolean => at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]!);
