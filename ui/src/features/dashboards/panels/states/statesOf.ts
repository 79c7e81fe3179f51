import { SLOTS } from '@/core/colors';
import type { Zone } from '@/core/time';
import type { Field } from '../reduce/fields';
import { mappingOf } from '../reduce/mappings';
import { shownNumber } from '../reduce/shown';
import { shareOf } from '../gauge/arc';
import { endsOf, type Ends } from '../reduce/thresholds';

/** A state and how long it lasted, in epoch seconds. `colour` is a token or `#rrggbb`. */
export type State = { from: number; to: number; text: string; colour: string };
export type StateRow = { key: string; name: string; states: State[] };

/** The states of fields over a range. A sample holds until the next one, the last for a step; what is missing is no state unless a mapping names it. */
export function statesOf(fields: readonly Field[], range: { start: number; end: number; step: number }, merge: boolean, zone: Zone): StateRow[] {
  const ownColour = colours(fields, zone);
  return fields.map(({ key, name, series, values }): StateRow => {
    const ends = endsOf(values, series.values);
    const states: State[] = [];
    series.times.forEach((time, i) => {
      const value = series.values[i] ?? null;
      if (value === null && !mappingOf(null, values.mappings)) return;
      const { text, colour } = shownNumber(value, values, zone, ends);
      const next = series.times[i + 1] ?? (series.times.length === 1 ? range.end : time + range.step);
      const from = series.times.length === 1 ? range.start : Math.max(time, range.start);
      const to = Math.min(next, range.end);
      const last = states.at(-1);
      if (merge && last && last.text === text && last.to >= from) last.to = to;
      else if (to > from) states.push({ from, to, text, colour: colour ?? ownColour(text, value, ends) });
    });
    return { key, name, states };
  });
}

type OwnColour = (text: string, value: number | null, ends: Ends) => string;

/** Colours of states that have none: each its own while they are few, else the darker the larger. */
function colours(fields: readonly Field[], zone: Zone): OwnColour {
  const slots = new Map<string, number>();
  for (const { series, values } of fields) {
    for (const value of series.values) {
      const { text } = shownNumber(value, values, zone);
      if (!slots.has(text)) slots.set(text, slots.size);
      if (slots.size > SLOTS) return (_text, number, ends) => (number === null ? '--h1' : `--h${1 + Math.min(3, Math.floor(shareOf(number, ends) * 4))}`);
    }
  }
  return (text) => `--s${((slots.get(text) ?? 0) % SLOTS) + 1}`;
}

/** The different states of all rows, in the order they come in. */
export const legendOf = (rows: readonly StateRow[]): { text: string; colour: string }[] => [...new Map(rows.flatMap(({ states }) => states.map(({ text, colour }) => [text, { text, colour }] as const))).values()];

/** The state of a row at a time. */
export const stateAt = ({ states }: StateRow, time: number): State | undefined => states.find(({ from, to }) => time >= from && time < to);
