import { expect, it } from 'vitest';
import { nextSort, sortRows } from './sortRows';
import type { Column } from './types';

type Row = { name: string; spans: number | null };
const COLUMNS: Column<Row>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name, sortBy: (row) => row.name },
  { id: 'spans', header: 'Spans', cell: (row) => row.spans, sortBy: (row) => row.spans, align: 'right' },
  { id: 'note', header: 'Note', cell: () => '' },
];
const ROWS: Row[] = [
  { name: 'node-10', spans: 3 },
  { name: 'Node-2', spans: null },
  { name: 'checkout', spans: 12 },
];
const names = (rows: readonly Row[]) => rows.map(({ name }) => name);

it('sorts names as people count, whatever their case', () => {
  expect(names(sortRows(ROWS, COLUMNS, { id: 'name', descending: false }))).toEqual(['checkout', 'Node-2', 'node-10']);
});

it('keeps what is missing at the end in both directions', () => {
  expect(names(sortRows(ROWS, COLUMNS, { id: 'spans', descending: true }))).toEqual(['checkout', 'node-10', 'Node-2']);
  expect(names(sortRows(ROWS, COLUMNS, { id: 'spans', descending: false }))).toEqual(['node-10', 'checkout', 'Node-2']);
});

it('leaves rows alone without a sort, or by a column that has none', () => {
  expect(sortRows(ROWS, COLUMNS, undefined)).toBe(ROWS);
  expect(sortRows(ROWS, COLUMNS, { id: 'note', descending: true })).toBe(ROWS);
});

it('begins numbers with the largest and text with A, then turns round', () => {
  expect(nextSort(undefined, COLUMNS[1]!)).toEqual({ id: 'spans', descending: true });
  expect(nextSort({ id: 'spans', descending: true }, COLUMNS[1]!)).toEqual({ id: 'spans', descending: false });
  expect(nextSort({ id: 'spans', descending: true }, COLUMNS[0]!)).toEqual({ id: 'name', descending: false });
});
