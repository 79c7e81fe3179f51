import { describe, expect, it } from 'vitest';
import { meant, rowsAt, type Row } from './rowsAt';
import type { ChartData } from './types';

const chart = (...values: (number | null)[]): ChartData => ({
  start: 0,
  end: 10,
  times: [0],
  unit: 'short',
  series: values.map((value, i) => ({ key: `s${i}`, label: `s${i}`, color: '--s1', values: [value] })),
});
const keys = (rows: readonly Row[]) => rows.map(({ series }) => series.key);
const NONE: ReadonlySet<string> = new Set();

/** Ten px a unit, zero at 100 px. */
const atValue = ({ value }: Row) => 100 - value * 10;

describe('the values beside the cursor', () => {
  it('of lines are sorted by size, and the nearest is meant when it is near', () => {
    const found = rowsAt(chart(1, null, 5, 3), 'lines', NONE, 0, 52, atValue);
    expect(keys(found.rows)).toEqual(['s2', 's3', 's0']);
    expect(meant(found, 'lines', 52, atValue)?.series.key).toBe('s2');
    expect(meant(rowsAt(chart(1), 'lines', NONE, 0, 10, atValue), 'lines', 10, atValue)).toBeUndefined();
  });

  it('of a stack are told from the top down, and the layer under the cursor is meant', () => {
    const tops: Record<string, number> = { s0: 80, s1: 50, s2: 120 };
    const top = ({ series }: Row) => tops[series.key]!;
    const layers = chart(2, 3, -2);
    const at = (px: number) => rowsAt(layers, 'stackedArea', NONE, 0, px, top, 100).nearest?.series.key;
    expect(keys(rowsAt(layers, 'stackedArea', NONE, 0, 60, top).rows)).toEqual(['s2', 's1', 's0']);
    expect([at(60), at(90), at(110), at(20)]).toEqual(['s1', 's0', 's2', undefined]);
  });
});
