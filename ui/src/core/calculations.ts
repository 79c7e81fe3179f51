/** What one number says of many samples. Missing ones count for nothing. */
export const CALCULATIONS = ['last', 'first', 'mean', 'min', 'max', 'sum', 'count', 'range', 'difference'] as const;
export type Calculation = (typeof CALCULATIONS)[number];

/** The number, null where there is no sample; the count of none is 0. `difference` is last − first, `range` max − min. */
export function calculate(values: readonly (number | null)[], calculation: Calculation): number | null {
  const present = values.filter((value): value is number => value !== null && !Number.isNaN(value));
  if (calculation === 'count') return present.length;
  if (present.length === 0) return null;
  switch (calculation) {
    case 'last':
      return present.at(-1)!;
    case 'first':
      return present[0]!;
    case 'mean':
      return sum(present) / present.length;
    case 'min':
      return least(present);
    case 'max':
      return most(present);
    case 'sum':
      return sum(present);
    case 'range':
      return most(present) - least(present);
    case 'difference':
      return present.at(-1)! - present[0]!;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const least = (values: readonly number[]): number => values.reduce((low, value) => Math.min(low, value));
const most = (values: readonly number[]): number => values.reduce((high, value) => Math.max(high, value));
