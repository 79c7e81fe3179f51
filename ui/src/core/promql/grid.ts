import { toNumber, type Sample } from './answers';

/** The instants of a range query's answer, in epoch seconds. */
export type Grid = { start: number; end: number; step: number };

const countOf = ({ start, end, step }: Grid): number => Math.round((end - start) / step) + 1;

export const timesOf = (grid: Grid): number[] => Array.from({ length: countOf(grid) }, (_, i) => grid.start + i * grid.step);

/** Samples at the instants of the grid. What is no finite number can't be drawn: it leaves a gap. */
export function onGrid(samples: readonly Sample[], grid: Grid): (number | null)[] {
  const cells: (number | null)[] = Array.from({ length: countOf(grid) }, () => null);
  for (const [time, text] of samples) {
    const at = Math.round((time - grid.start) / grid.step);
    const value = toNumber(text);
    if (at >= 0 && at < cells.length && Number.isFinite(value)) cells[at] = value;
  }
  return cells;
}
