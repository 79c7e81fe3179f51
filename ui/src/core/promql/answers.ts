/** What Prometheus' HTTP API answers. Values are text there, because JSON knows neither NaN nor infinity. */

/** The labels of a series; `__name__` is its metric. */
export type Labels = Readonly<Record<string, string>>;

/** [epoch seconds, value]. */
export type Sample = [number, string];

/** A native histogram: each bucket is [which ends belong to it, lower end, upper end, how many]. */
export type NativeHistogram = { count: string; sum: string; buckets?: [number, string, string, string][] };

/** A series of a range. Samples are numbers, histograms, or both after another. */
export type RangeSeries = { metric: Labels; values?: Sample[]; histograms?: [number, NativeHistogram][] };

/** A series at one instant. */
export type InstantSeries = { metric: Labels; value?: Sample; histogram?: [number, NativeHistogram] };

export type RangeResult = { resultType: 'matrix'; result: RangeSeries[] };

export type InstantResult =
  | { resultType: 'vector'; result: InstantSeries[] }
  | { resultType: 'matrix'; result: RangeSeries[] }
  | { resultType: 'scalar' | 'string'; result: Sample };

/** A metric's own words about itself. `type` is counter, gauge, histogram … or unknown. */
export type MetricMetadata = { type: string; help: string; unit: string };

/** By the name of the metric's family: histograms without `_bucket`, `_sum` and `_count`. */
export type Metadata = Readonly<Record<string, readonly MetricMetadata[]>>;

/** A single measurement that points at what caused it, usually by `trace_id` and `span_id`. */
export type Exemplar = { labels: Labels; value: string; timestamp: number };
export type SeriesExemplars = { seriesLabels: Labels; exemplars: Exemplar[] };

/** Data, and what the server says about it: warnings mean that something is missing or doubtful, infos that something is unusual. */
export type Answer<T> = { data: T; warnings: string[]; infos: string[]; milliseconds: number };

/** A number of an answer; NaN for what is none. */
export function toNumber(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
