import { describe, expect, it } from 'vitest';
import { cellRegion, heatGrid } from './grid';

const at = (seconds: number, ms: number, failed = false) => ({ seconds, ms, failed });

describe('the grid of a heatmap', () => {
  it('counts each sample in the cell of its time and duration', () => {
    const grid = heatGrid([at(0, 1), at(1, 1), at(9.9, 100, true)], 0, 10, 2, 2);
    expect([...grid.counts]).toEqual([2, 0, 0, 1]);
    expect([...grid.failed]).toEqual([0, 0, 0, 1]);
    expect(grid.max).toBe(2);
  });

  it('keeps those at the very end and leaves out those beyond', () => {
    const grid = heatGrid([at(10, 5), at(10.01, 5), at(-1, 5)], 0, 10, 4, 3);
    expect(grid.counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(grid.counts.indexOf(1)).toBeGreaterThanOrEqual(9);
  });

  it('is empty without samples', () => {
    expect(heatGrid([], 0, 10, 2, 2)).toMatchObject({ max: 0 });
  });

  it('knows the times and durations of a cell, and its samples lie between them', () => {
    const samples = [at(1, 3), at(4, 80), at(8, 2400)];
    const grid = heatGrid(samples, 0, 10, 5, 6);
    for (const sample of samples) {
      const row = Math.floor(grid.scale.at(sample.ms) * 6);
      const cell = cellRegion(grid, Math.floor(sample.seconds / 2), row);
      expect(cell.start).toBeLessThanOrEqual(sample.seconds);
      expect(cell.end).toBeGreaterThan(sample.seconds);
      expect(cell.lowMs).toBeLessThanOrEqual(sample.ms);
      expect(cell.highMs).toBeGreaterThan(sample.ms);
    }
  });
});
