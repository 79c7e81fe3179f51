import { isStack } from './plotData';
import type { ChartData, ChartKind, Series } from './types';

export type Row = { series: Series; value: number };

/** How near in px the cursor must be to a line to mean it. */
const NEAR_PX = 24;

/**
 * The values of one step in reading order: lines by size, layers of a stack from the top down; and the one under or next to the cursor.
 * `topPx` says how far from the top in px a series is drawn: a line at its value, a layer at its upper end, or its
 * lower one where layers hang from zero, which is at `zeroPx`.
 */
export function rowsAt(
  { series }: ChartData,
  kind: ChartKind,
  hidden: ReadonlySet<string>,
  index: number,
  cursorPx: number,
  topPx: (row: Row) => number,
  zeroPx = Number.POSITIVE_INFINITY,
): { rows: Row[]; nearest?: Row } {
  const rows: Row[] = [];
  for (const each of series) {
    const value = each.values[index];
    if (hidden.has(each.key) || value === null || value === undefined || (isStack(kind) && value === 0)) continue;
    rows.push({ series: each, value });
  }
  const distance = (row: Row) => Math.abs(topPx(row) - cursorPx);
  const closest = (among: Row[]) => among.reduce<Row | undefined>((best, row) => (best && distance(best) <= distance(row) ? best : row), undefined);
  if (isStack(kind)) {
    // The layer under the cursor is the one that ends next above it, or next below it on the other side of zero.
    const below = cursorPx > zeroPx;
    const nearest = closest(rows.filter((row) => (below ? row.value < 0 && topPx(row) >= cursorPx : row.value > 0 && topPx(row) <= cursorPx)));
    return { rows: rows.toReversed(), nearest };
  }
  rows.sort((a, b) => b.value - a.value);
  return { rows, nearest: closest(rows) };
}

/** The row the cursor means, when it is near enough to one. */
export function meant({ nearest }: { nearest?: Row }, kind: ChartKind, cursorPx: number, topPx: (row: Row) => number): Row | undefined {
  if (!nearest || isStack(kind)) return nearest;
  return Math.abs(topPx(nearest) - cursorPx) <= NEAR_PX ? nearest : undefined;
}
