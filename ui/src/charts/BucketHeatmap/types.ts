/** Counts of buckets over time: for each instant (epoch seconds, `step` apart) one cell per row, `counts[column * rows + row]`, rows from the lowest up. */
export type BucketGrid = { times: number[]; step: number; rows: { low: number; high: number }[]; counts: Float64Array; max: number };
