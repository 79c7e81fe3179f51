const LETTERS = 26;
const FIRST = 65;

/** The first letter no query has yet, then A1, B1 … */
export function nextRef(taken: readonly string[]): string {
  for (let i = 0; ; i += 1) {
    const round = Math.floor(i / LETTERS);
    const ref = String.fromCodePoint(FIRST + (i % LETTERS)) + (round > 0 ? round : '');
    if (!taken.includes(ref)) return ref;
  }
}
