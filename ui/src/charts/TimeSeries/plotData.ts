import type uPlot from 'uplot';
import type { ChartData, ChartKind, Series, ValueAxis } from './types';

export const isStack = (kind: ChartKind): boolean => kind !== 'lines';

/** The series in the order they are drawn: of a stack the tallest sum first, so that lower layers cover it. */
export function drawOrder(series: readonly Series[], kind: ChartKind): Series[] {
  return isStack(kind) ? series.toReversed() : [...series];
}

/** The column of the plot's data that draws a series. */
export const columnOf = (series: readonly Series[], kind: ChartKind, at: number): number => (isStack(kind) ? series.length - at : at + 1);

type Options = { axis?: ValueAxis; shares?: boolean };

/** The columns uPlot draws: the values of lines as they are, the running sums of a stack without its hidden layers. */
export function plotData(data: ChartData, kind: ChartKind, hidden: ReadonlySet<string>, { axis, shares }: Options = {}): uPlot.AlignedData {
  const shown = axis === 'log' ? positive : (values: Series['values']) => values;
  if (!isStack(kind)) return [data.times, ...data.series.map((series) => shown(series.values))] as uPlot.AlignedData;
  const sums = stackedSums(data, kind, hidden);
  const drawn = shares ? sharesOf(sums, data, hidden) : sums;
  return [data.times, ...drawn.toReversed().map(shown)] as uPlot.AlignedData;
}

/** Layers that lie on one another: those on one axis, drawn in one way, on one side of zero. */
const pileOf = ({ look, values }: Series): string => `${look?.right ?? false} ${look?.draw ?? ''} ${isNegative(values)}`;
const isNegative = (values: Series['values']): boolean => values.some((value) => value !== null && value < 0) && values.every((value) => value === null || value <= 0);

function stackedSums(data: ChartData, kind: ChartKind, hidden: ReadonlySet<string>): (number | null)[][] {
  // A step without any sample is a gap of an area; a bar of nothing has no height anyway.
  const empty = data.times.map((_, i) => kind === 'stackedArea' && data.series.every((series) => series.look?.apart || series.values[i] === null));
  const piles = new Map<string, (number | null)[]>();
  return data.series.map((series) => {
    if (series.look?.apart) return series.values;
    const pile = pileOf(series);
    let below = piles.get(pile) ?? empty.map((gap) => (gap ? null : 0));
    if (!hidden.has(series.key)) below = below.map((sum, i) => (sum === null ? null : sum + (series.values[i] ?? 0)));
    piles.set(pile, below);
    return below;
  });
}

/** Sums as ratios of all layers that are in view. */
function sharesOf(sums: (number | null)[][], data: ChartData, hidden: ReadonlySet<string>): (number | null)[][] {
  const totals = data.times.map((_, i) => data.series.reduce((total, { key, values, look }) => total + (hidden.has(key) || look?.apart ? 0 : Math.abs(values[i] ?? 0)), 0));
  return sums.map((layer, at) => (data.series[at]!.look?.apart ? layer : layer.map((sum, i) => (sum === null ? null : totals[i]! > 0 ? sum / totals[i]! : 0))));
}

/** A logarithmic axis has no place for anything else. */
const positive = (values: Series['values']): Series['values'] => values.map((value) => (value !== null && value > 0 ? value : null));
