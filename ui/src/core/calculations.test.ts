import { describe, expect, it } from 'vitest';
import { calculate, CALCULATIONS, type Calculation } from './calculations';

describe('a number for many samples', () => {
  const rows: readonly [Calculation, number][] = [
    ['last', 4], ['first', 2], ['mean', 4], ['min', 2], ['max', 6], ['sum', 12], ['count', 3], ['range', 4], ['difference', 2],
  ];
  it.each(rows)('%s leaves out what is missing', (calculation, wanted) => expect(calculate([null, 2, 6, Number.NaN, 4, null], calculation)).toBe(wanted));

  it('is missing where there is no sample, and none are counted as 0', () => {
    for (const calculation of CALCULATIONS) expect(calculate([null, null], calculation)).toBe(calculation === 'count' ? 0 : null);
  });
});
