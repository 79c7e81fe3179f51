import type { ChartData } from '@/charts/TimeSeries/types';
import { SLOTS } from '@/core/colors';
import type { Unit } from '@/core/format';
import type { RangeResult } from '@/core/promql/answers';
import { onGrid, timesOf, type Grid } from '@/core/promql/grid';
import { seriesNames } from '@/core/promql/legend';

/** A range query's answer as lines. One series without labels is called by `alone`. */
export function chartOf({ result }: RangeResult, grid: Grid, unit: Unit, alone: string): ChartData {
  const names = seriesNames(result.map(({ metric }) => metric), '', alone);
  const series = result.map(({ values = [] }, i) => ({ key: String(i), label: names[i]!, color: `--s${(i % SLOTS) + 1}`, values: onGrid(values, grid) }));
  return { start: grid.start, end: grid.end, times: timesOf(grid), series, unit };
}
