import type uPlot from 'uplot';
import type { ChartData, ChartKind, Series, ValueAxis } from './types';

export const isStack = (kind: ChartKind): boolean => kind !== 'lines';

/** The series in the order they are drawn: of a stack the tallest sum first, so that lower layers cover it. */
export function drawOrder(series: readonly Series[], kind: ChartKind): Series[] {
  return isStack(kind) ? series.toReversed() : [...series];
}

/** The columns uPlot draws: the values of lines as they are, the running sums of a stack without its hidden layers. */
export function plotData(data: ChartData, kind: ChartKind, hidden: ReadonlySet<string>, axis?: ValueAxis): uPlot.AlignedData {
  const shown = axis === 'log' ? positive : (values: Series['values']) => values;
  if (!isStack(kind)) return [data.times, ...data.series.map((series) => shown(series.values))] as uPlot.AlignedData;
  // A step without any sample is a gap of an area; a bar of nothing has no height anyway.
  const empty = data.times.map((_, i) => kind === 'stackedArea' && data.series.every((series) => series.values[i] === null));
  let below: (number | null)[] = empty.map((gap) => (gap ? null : 0));
  const sums = data.series.map((series) => {
    if (!hidden.has(series.key)) below = below.map((sum, i) => (sum === null ? null : sum + (series.values[i] ?? 0)));
    return below;
  });
  return [data.times, ...sums.toReversed().map(shown)] as uPlot.AlignedData;
}

/** A logarithmic axis has no place for anything else. */
const positive = (values: Series['values']): Series['values'] => values.map((value) => (value !== null && value > 0 ? value : null));
