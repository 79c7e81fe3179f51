import { isStack } from './plotData';
import type { ChartData, ChartKind, Series } from './types';

/** A series' value at one instant. */
export type Row = { series: Series; value: number };

/** How near in px the cursor must be to a line to mean it. */
const NEAR_PX = 24;

/**
 * The values of one step in reading order: lines by size, layers of a stack from the top down; and the one under or next to the cursor.
 * `toPx` gives the height of a value in px from the top.
 */
export function rowsAt(
  { series }: ChartData,
  kind: ChartKind,
  hidden: ReadonlySet<string>,
  index: number,
  cursorPx: number,
  toPx: (value: number) => number,
): { rows: Row[]; nearest?: Row } {
  const rows: Row[] = [];
  for (const each of series) {
    const value = each.values[index];
    if (hidden.has(each.key) || value === null || value === undefined || (isStack(kind) && value === 0)) continue;
    rows.push({ series: each, value });
  }
  if (isStack(kind)) {
    let top = 0;
    const nearest = rows.find((row) => toPx((top += row.value)) <= cursorPx);
    return { rows: rows.toReversed(), nearest };
  }
  rows.sort((a, b) => b.value - a.value);
  const distance = ({ value }: Row) => Math.abs(toPx(value) - cursorPx);
  return { rows, nearest: rows.reduce<Row | undefined>((best, row) => (best && distance(best) <= distance(row) ? best : row), undefined) };
}

/** The row the cursor means, when it is near enough to one. */
export function meant({ nearest }: { nearest?: Row }, kind: ChartKind, cursorPx: number, toPx: (value: number) => number): Row | undefined {
  if (!nearest || isStack(kind)) return nearest;
  return Math.abs(toPx(nearest.value) - cursorPx) <= NEAR_PX ? nearest : undefined;
}
