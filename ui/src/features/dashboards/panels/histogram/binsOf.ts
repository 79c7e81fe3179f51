import { bucketRows } from '@/charts/BucketHeatmap/buckets';
import type { Field } from '../reduce/fields';
import { endOf, sumsByEnd } from '../heatmap/heatOf';
import { roundSize } from '../reduce/roundSize';

/** How often values lay between two ends. `counts` are those of each field in their order, one where buckets are counted already. */
export type Bins = { bins: { low: number; high: number; counts: number[] }[]; most: number };

const WANTED_BINS = 24;

/** The values of fields counted in bins of one round size; buckets of histograms as they are, added up over time. */
export function binsOf(fields: readonly Field[]): Bins | undefined {
  const ends = fields.map(({ series }) => endOf(series));
  const counted = fields.length > 0 && ends.every((end) => end !== undefined) ? ofBuckets(fields, ends) : ofValues(fields);
  const used = counted.map(({ counts }) => counts.some((count) => count > 0));
  if (!used.includes(true)) return undefined;
  const bins = counted.slice(used.indexOf(true), used.lastIndexOf(true) + 1);
  return { bins, most: bins.reduce((most, { counts }) => Math.max(most, ...counts), 0) };
}

function ofBuckets(fields: readonly Field[], ends: readonly (number | undefined)[]): Bins['bins'] {
  const totals = fields.map(({ series }) => [series.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)]);
  return bucketRows(sumsByEnd(ends, totals, 1));
}

function ofValues(fields: readonly Field[]): Bins['bins'] {
  const present = fields.map(({ series }) => series.values.filter((value) => value !== null));
  const all = present.flat();
  if (all.length === 0) return [];
  const low = all.reduce((least, value) => Math.min(least, value));
  const high = all.reduce((most, value) => Math.max(most, value));
  const size = roundSize((high - low) / WANTED_BINS);
  const begin = Math.floor(low / size) * size;
  const count = Math.floor((high - begin) / size) + 1;
  const bins = Array.from({ length: count }, (_, i) => ({ low: begin + i * size, high: begin + (i + 1) * size, counts: fields.map(() => 0) }));
  present.forEach((values, field) => {
    for (const value of values) bins[Math.min(count - 1, Math.floor((value - begin) / size))]!.counts[field]! += 1;
  });
  return bins;
}
