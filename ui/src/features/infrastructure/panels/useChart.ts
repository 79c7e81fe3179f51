import { useQuery } from '@tanstack/react-query';
import { queryRange } from '@/api/prometheus';
import { alignRange, chooseStep, DEFAULT_MIN_STEP } from '@/core/promql/step';
import { useTimeRange } from '@/core/useTimeRange';
import { fill, type Of } from './model/fill';
import { inTurn } from './model/inTurn';
import { chartOfLines } from './model/lines';
import type { ChartSpec } from './types';

/** Of half a page; a point every few pixels is enough. */
const WIDTH_PX = 600;
const MOST_SERIES = 60;

/** A chart of a page over its time range. */
export function useChart(spec: Pick<ChartSpec, 'lines' | 'order' | 'unit'>, of: Of, widthPx = WIDTH_PX) {
  const time = useTimeRange();
  const queries = spec.lines.map(({ query }) => query);
  return useQuery({
    queryKey: ['promql', 'chart', spec.lines, spec.order, spec.unit, of, time.range, widthPx],
    queryFn: async ({ signal }) => {
      const range = time.resolve();
      const step = chooseStep(range.end - range.start, widthPx, DEFAULT_MIN_STEP);
      const grid = { ...alignRange(range, step), step };
      const answers = await Promise.all(queries.map((query) => inTurn(() => queryRange(fill(query, of, range.end - range.start, step), grid, step, MOST_SERIES, signal), signal)));
      return { chart: chartOfLines(spec, answers.map(({ data }) => data), grid), warnings: [...new Set(answers.flatMap(({ warnings }) => warnings))] };
    },
    ...time.query,
  });
}
