import type { Unit } from '@/core/format';
import type { Zone } from '@/core/time';

/** One line or one layer of a stack. `color` names a token; `strength` below 1 fades it towards the surface. */
export type Series = { key: string; label: string; color: string; strength?: number; values: (number | null)[] };

/** Samples of all series at the same instants (epoch seconds), over a range that may be longer than the samples. */
export type ChartData = { start: number; end: number; times: number[]; series: Series[]; unit: Unit };

/** Lines over time, or counts per step stacked from the first series up. */
export type ChartKind = 'lines' | 'stackedBars';

export type ChartProps = {
  /** What the chart shows, in words: the accessible name begins with it. */
  label: string;
  data: ChartData;
  kind: ChartKind;
  zone: Zone;
  height: number;
  hidden: ReadonlySet<string>;
  focus: string | null;
  /** A drag over the chart chose this range in epoch seconds. */
  onZoom: (start: number, end: number) => void;
};
