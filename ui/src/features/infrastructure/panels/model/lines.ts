import type { ChartData, Series } from '@/charts/TimeSeries/types';
import { SLOTS } from '@/core/colors';
import type { RangeResult } from '@/core/promql/answers';
import { onGrid, timesOf, type Grid } from '@/core/promql/grid';
import { seriesNames } from '@/core/promql/legend';
import type { ChartSpec } from '../types';

/** The answers to a chart's lines as one chart: series have the names, the order and the colours its description gives them. */
export function chartOfLines(spec: Pick<ChartSpec, 'lines' | 'order' | 'unit'>, answers: readonly RangeResult[], grid: Grid): ChartData {
  const found = spec.lines.flatMap(({ label = '', name, color }, at) => {
    const result = answers[at]?.result ?? [];
    const names = label === '' && result.length === 1 ? [name] : seriesNames(result.map(({ metric }) => metric), label, name);
    return result.map(({ values = [] }, i) => ({ label: names[i]!, color, values: onGrid(values, grid) }));
  });
  const rank = (label: string) => spec.order?.indexOf(label) ?? -1;
  const ordered = spec.order ? found.toSorted((a, b) => place(rank(a.label)) - place(rank(b.label))) : found;
  const series = ordered.map(({ color, ...each }, i): Series => ({ ...each, key: String(i), color: color ?? slot(rank(each.label) >= 0 ? rank(each.label) : i) }));
  return { start: grid.start, end: grid.end, times: timesOf(grid), series, unit: spec.unit };
}

/** What is not named in the order comes after all that is. */
const place = (rank: number): number => (rank < 0 ? Number.MAX_SAFE_INTEGER : rank);
const slot = (i: number): string => `--s${(i % SLOTS) + 1}`;
