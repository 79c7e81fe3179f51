import type { Mapping } from '../../model/dashboard';
import { patternOf } from './overrides';

/** What a mapping makes of a value: a text, a colour as the dashboard names it, or one of them. */
export type Mapped = { text: string | null; colour: string | null };

/** The first mapping that fits. Missing samples are null; labels are texts. */
export function mappingOf(value: number | string | null, mappings: readonly Mapping[]): Mapped | undefined {
  const found = mappings.find((mapping) => fits(value, mapping));
  if (!found) return undefined;
  const groups = found.kind === 'regex' && found.text !== null ? patternOf(found.match)?.exec(String(value)) : undefined;
  const text = groups && found.text !== null ? found.text.replace(/\$(\d)/g, (_, group: string) => groups[Number(group)] ?? '') : found.text;
  return { text, colour: found.colour || null };
}

function fits(value: number | string | null, { kind, match, start, end }: Mapping): boolean {
  switch (kind) {
    case 'value':
      return value !== null && (String(value) === match || (typeof value === 'number' && match.trim() !== '' && Number(match) === value));
    case 'range': {
      const number = typeof value === 'number' ? value : Number.NaN;
      return !Number.isNaN(number) && number >= (start ?? Number.NEGATIVE_INFINITY) && number <= (end ?? Number.POSITIVE_INFINITY);
    }
    case 'regex':
      return value !== null && (patternOf(match)?.test(String(value)) ?? false);
    case 'special':
      return isSpecial(value, match);
  }
}

/** A sample that is no number arrives as a missing one. */
function isSpecial(value: number | string | null, match: string): boolean {
  if (match === 'null' || match === 'nan') return value === null;
  if (match === 'empty') return value === '';
  return match === String(value) || (match === 'true' && value === 1) || (match === 'false' && value === 0);
}
