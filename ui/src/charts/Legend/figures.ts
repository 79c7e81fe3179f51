import { formatValue } from '@/core/format';
import type { ChartData, ChartKind } from '@/charts/TimeSeries/types';

/** Up to this many series the legend is a line of chips, above it a table. */
export const LEGEND_CHIPS = 8;

/** A series in the legend. `figure` is what a chip shows; the numbers are those of the table, null without any sample. */
export type LegendRow = {
  key: string;
  label: string;
  /** Everything the name leaves out, shown when the mouse rests on it. */
  title?: string;
  color: string;
  figure?: string;
  last: number | null;
  mean: number | null;
  min: number | null;
  max: number | null;
};

/** What the legend says of each series, in their order. Of counts the chip shows the sum; a line's values stand on its axis. */
export function figuresOf(data: ChartData, kind: ChartKind): LegendRow[] {
  return data.series.map(({ key, label, color, values }) => {
    const present = values.filter((value): value is number => value !== null);
    const sum = present.reduce((total, value) => total + value, 0);
    const none = present.length === 0;
    return {
      key,
      label,
      color,
      figure: kind === 'stackedBars' ? formatValue(sum, data.unit) : undefined,
      last: present.at(-1) ?? null,
      mean: none ? null : sum / present.length,
      min: none ? null : present.reduce((least, value) => Math.min(least, value)),
      max: none ? null : present.reduce((most, value) => Math.max(most, value)),
    };
  });
}
