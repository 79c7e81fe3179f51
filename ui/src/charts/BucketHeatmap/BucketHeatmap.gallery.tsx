import type { BucketGrid } from './types';
import { BucketHeatmap } from './BucketHeatmap';

const START = 1_767_225_600;
const ENDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, Number.POSITIVE_INFINITY];
const COLUMNS = 60;

/** Durations that slowly rise and fall. */
function sample(): BucketGrid {
  const rows = ENDS.map((high, i) => ({ low: ENDS[i - 1] ?? 0, high }));
  const counts = new Float64Array(COLUMNS * rows.length);
  for (let column = 0; column < COLUMNS; column += 1) {
    const centre = 4 + 2.5 * Math.sin(column / 9);
    rows.forEach((_, row) => (counts[column * rows.length + row] = Math.round(40 * Math.exp(-((row - centre) ** 2)))));
  }
  return { times: Array.from({ length: COLUMNS }, (_, i) => START + i * 60), step: 60, rows, counts, max: Math.max(...counts) };
}

export const gallery = {
  title: 'Bucket heatmap',
  group: 'Charts' as const,
  render: () => (
    <BucketHeatmap label="Durations of the gallery" grid={sample()} start={START - 60} end={START + (COLUMNS - 1) * 60} unit="s" countUnit="/s" zone="utc" height={220} onZoom={() => undefined} links={() => []} />
  ),
};
