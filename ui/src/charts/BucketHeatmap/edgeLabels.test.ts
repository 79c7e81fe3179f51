import { expect, it } from 'vitest';
import { edgeLabels } from './drawBuckets';
import type { BucketGrid } from './types';

const grid = (rows: BucketGrid['rows']): BucketGrid => ({ times: [0], step: 10, rows, counts: new Float64Array(rows.length), max: 0 });

it('names the upper end of every bucket while there is room', () => {
  expect(edgeLabels(grid([{ low: 0, high: 0.5 }, { low: 0.5, high: Infinity }]), 100, 's')).toEqual([
    { at: 0.5, label: '500 ms' },
    { at: 1, label: '∞' },
  ]);
});

it('keeps the highest when there is not', () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ low: i, high: i + 1 }));
  const labels = edgeLabels(grid(many), 180, 'short');
  expect(labels.map(({ label }) => label)).toEqual(['4', '8', '12', '16', '20', '24', '28', '32', '36', '40']);
});
