import type { Calculation } from '@/core/calculations';
import type { LegendRow } from './figures';

/** By the names, or by a figure. */
export type LegendSort = { by: 'label' | Calculation; descending: boolean };

const WORDS = new Intl.Collator('en', { numeric: true });

/** The rows of a legend in an order; those without any sample come last either way. */
export function sortLegend(rows: readonly LegendRow[], { by, descending }: LegendSort): LegendRow[] {
  const sign = descending ? -1 : 1;
  if (by === 'label') return rows.toSorted((a, b) => sign * WORDS.compare(a.label, b.label));
  return rows.toSorted((a, b) => {
    const [x, y] = [a.figures[by] ?? null, b.figures[by] ?? null];
    return x === null || y === null ? Number(x === null) - Number(y === null) : sign * (x - y);
  });
}

/** The order after a click on a heading: names begin with A, figures with the largest; a second click turns it round. */
export const nextLegendSort = (sort: LegendSort, by: LegendSort['by']): LegendSort =>
  sort.by === by ? { by, descending: !sort.descending } : { by, descending: by !== 'label' };
