import { expect, it } from 'vitest';
import type { LegendRow } from './figures';
import { nextLegendSort, sortLegend } from './sortLegend';

const row = (label: string, max: number | null): LegendRow => ({ key: label, label, color: '--s1', figures: { max } });
const ROWS = [row('cpu 10', 3), row('cpu 2', null), row('cpu 1', 7)];
const labels = (rows: readonly LegendRow[]) => rows.map(({ label }) => label);

it('sorts figures, keeping what has none at the end', () => {
  expect(labels(sortLegend(ROWS, { by: 'max', descending: true }))).toEqual(['cpu 1', 'cpu 10', 'cpu 2']);
  expect(labels(sortLegend(ROWS, { by: 'max', descending: false }))).toEqual(['cpu 10', 'cpu 1', 'cpu 2']);
});

it('sorts names as people count', () => {
  expect(labels(sortLegend(ROWS, { by: 'label', descending: false }))).toEqual(['cpu 1', 'cpu 2', 'cpu 10']);
});

it('turns round at the second click', () => {
  expect(nextLegendSort({ by: 'max', descending: true }, 'max')).toEqual({ by: 'max', descending: false });
  expect(nextLegendSort({ by: 'max', descending: true }, 'label')).toEqual({ by: 'label', descending: false });
});
