import { calculate, type Calculation } from '@/core/calculations';
import type { Unit } from '@/core/format';
import { unitOf, seriesWords } from '@/charts/TimeSeries/words';
import type { ChartData, ChartKind } from '@/charts/TimeSeries/types';

/** Up to this many series the legend is a line of chips, above it a table. */
export const LEGEND_CHIPS = 8;

/** What a table says of each series, unless it is told otherwise. */
export const FIGURES: readonly Calculation[] = ['last', 'mean', 'min', 'max'];

/** A series in the legend. `figure` is what a chip shows; `figures` are those of the table, null without any sample. */
export type LegendRow = {
  key: string;
  label: string;
  /** Everything the name leaves out, shown when the mouse rests on it. */
  title?: string;
  color: string;
  figure?: string;
  figures: Readonly<Partial<Record<Calculation, number | null>>>;
  /** Of this series, where it differs from the others'. */
  unit?: Unit;
  decimals?: number | null;
};

/** What the legend says of each series, in their order. Of counts the chip shows the sum; a line's values stand on its axis. */
export function figuresOf(data: ChartData, kind: ChartKind, wanted: readonly Calculation[] = FIGURES): LegendRow[] {
  return data.series.map((series) => {
    const { key, label, color, values, decimals } = series;
    return {
      key,
      label,
      color,
      unit: unitOf(series, data),
      decimals,
      figure: kind === 'stackedBars' ? seriesWords(series, calculate(values, 'sum') ?? 0, data) : undefined,
      figures: Object.fromEntries(wanted.map((calculation) => [calculation, calculate(values, calculation)])),
    };
  });
}
