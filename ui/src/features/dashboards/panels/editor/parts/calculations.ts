import type { Calculation } from '../../../model/dashboard';

/** The calculations and what they are called. */
export const CALCULATION_NAMES: readonly (readonly [Calculation, string])[] = [
  ['last', 'Last'], ['first', 'First'], ['mean', 'Mean'], ['min', 'Smallest'], ['max', 'Largest'], ['sum', 'Sum'], ['count', 'Count of samples'], ['range', 'Largest − smallest'],
  ['difference', 'Last − first'],
];
