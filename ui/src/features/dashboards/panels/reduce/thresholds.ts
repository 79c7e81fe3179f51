import { notationOf } from '@/core/notation';
import type { Values } from '../../model/dashboard';
import { panelColour } from './colours';

export type Ends = { min: number; max: number };

/** One step: from `from` on figures have this colour. */
export type Step = { from: number; colour: string };

/** The steps in the unit of the values, lowest first; shares of the ends where they are percentages. */
export function stepsOf({ thresholds, threshold_mode }: Pick<Values, 'thresholds' | 'threshold_mode'>, ends: Ends): Step[] {
  const at = (value: number | null) => (value === null ? Number.NEGATIVE_INFINITY : threshold_mode === 'percentage' ? ends.min + (value / 100) * (ends.max - ends.min) : value);
  return thresholds.map(({ value, colour }) => ({ from: at(value), colour: panelColour(colour) })).toSorted((a, b) => a.from - b.from);
}

/** The colour of the step a value is in; undefined below the first, or without any. */
export const stepColour = (value: number, steps: readonly Step[]): string | undefined => steps.findLast(({ from }) => value >= from)?.colour;

/** Between what values something is measured: as the panel says, else as its unit does (shares end at 100 %), else by the samples. */
export function endsOf(values: Pick<Values, 'minimum' | 'maximum' | 'unit'>, samples: readonly (number | null)[]): Ends {
  const notation = notationOf(values.unit);
  const full = notation.kind === 'percent' ? 1 / notation.factor : undefined;
  const present = samples.filter((value) => value !== null);
  const least = present.reduce((low, value) => Math.min(low, value), 0);
  const most = present.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const min = values.minimum ?? least;
  const max = values.maximum ?? full ?? (Number.isFinite(most) ? most : 100);
  return { min, max: max > min ? max : min + 1 };
}
