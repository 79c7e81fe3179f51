import type { Column, Sort } from './types';

const WORDS = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The rows in the order of a column; equal ones keep theirs. Missing values come last in both directions. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const by = columns.find((column) => column.id === sort?.id)?.sortBy;
  if (!sort || !by) return rows;
  const sign = sort.descending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: by(row) ?? null }))
    .toSorted((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      const order = typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : WORDS.compare(String(a.key), String(b.key));
      return sign * order;
    })
    .map(({ row }) => row);
}

/** The sort after a click on a header: text starts at A, numbers start at the largest; a second click turns it round. */
export function nextSort<Row>(sort: Sort | undefined, column: Column<Row>): Sort {
  if (sort?.id === column.id) return { id: column.id, descending: !sort.descending };
  return { id: column.id, descending: column.align === 'right' };
}
