import type uPlot from 'uplot';
import type { ChartData, ChartKind, Series } from './types';

/** The series in the order they are drawn: of a stack the tallest sum first, so that lower layers cover it. */
export function drawOrder(series: readonly Series[], kind: ChartKind): Series[] {
  return kind === 'stackedBars' ? series.toReversed() : [...series];
}

/** The columns uPlot draws: the values of lines as they are, the running sums of a stack without its hidden layers. */
export function plotData(data: ChartData, kind: ChartKind, hidden: ReadonlySet<string>): uPlot.AlignedData {
  if (kind === 'lines') return [data.times, ...data.series.map((series) => series.values)] as uPlot.AlignedData;
  let below: (number | null)[] = data.times.map(() => 0);
  const sums = data.series.map((series) => {
    if (!hidden.has(series.key)) below = below.map((sum, i) => (sum ?? 0) + (series.values[i] ?? 0));
    return below;
  });
  return [data.times, ...sums.toReversed()] as uPlot.AlignedData;
}

/** The largest value that will be drawn; 0 when nothing is. */
export function largest(columns: uPlot.AlignedData): number {
  let max = 0;
  for (const column of columns.slice(1)) {
    for (const value of column) if (value !== null && value !== undefined && value > max) max = value;
  }
  return max;
}
