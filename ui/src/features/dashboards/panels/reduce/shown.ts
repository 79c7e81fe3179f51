import { formatValue, MISSING } from '@/core/format';
import type { Zone } from '@/core/time';
import type { Values } from '../../model/dashboard';
import { panelColour } from './colours';
import { mappingOf } from './mappings';
import { endsOf, stepColour, stepsOf, type Ends } from './thresholds';

/** A figure as it is shown: its words, and the colour (a token or `#rrggbb`) that a mapping, the panel or a threshold gives it. */
export type Shown = { text: string; colour?: string };

/** A number with its unit, mappings and thresholds. `ends` are what percentages of thresholds are of. */
export function shownNumber(value: number | null, values: Values, zone: Zone, ends: Ends = endsOf(values, [value])): Shown {
  const mapped = mappingOf(value, values.mappings);
  const own = mapped?.colour || values.colour;
  const colour = own ? panelColour(own) : value === null ? undefined : stepColour(value, stepsOf(values, ends));
  return { text: mapped?.text ?? numberText(value, values, zone), colour };
}

/** A label with its mappings. */
export function shownText(text: string, values: Values): Shown {
  const mapped = mappingOf(text, values.mappings);
  return { text: mapped?.text ?? text, colour: mapped?.colour ? panelColour(mapped.colour) : undefined };
}

/** The number in its unit and nothing else. */
export const numberText = (value: number | null, { unit, decimals, no_value }: Pick<Values, 'unit' | 'decimals' | 'no_value'>, zone: Zone): string =>
  value === null ? no_value || MISSING : formatValue(value, unit, decimals, zone);

/** Whether mappings name this value. */
export const isMapped = (value: number | null, values: Values): boolean => mappingOf(value, values.mappings)?.text != null;

