import { useQuery } from '@tanstack/react-query';
import { queryRange } from '@/api/prometheus';
import type { Unit } from '@/core/format';
import { alignRange, chooseStep, DEFAULT_MIN_STEP } from '@/core/promql/step';
import { useTimeRange } from '@/core/useTimeRange';
import { chartOf } from './model/chart';

type Asked = {
  query: string;
  unit: Unit;
  /** What a series is called that is alone. */
  name: string;
  /** Of the chart, in pixels. */
  width?: number;
  /** Most series that come; the largest chart a drawer can hold. */
  limit?: number;
  enabled?: boolean;
};

const DRAWER_PX = 380;
const MOST_SERIES = 24;

/** A PromQL query over the page's time range, as a chart. */
export function useRangeQuery({ query, unit, name, width = DRAWER_PX, limit = MOST_SERIES, enabled = true }: Asked) {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['promql', 'range', query, time.range, width, limit, unit, name],
    queryFn: async ({ signal }) => {
      const span = time.resolve();
      const step = chooseStep(span.end - span.start, width, DEFAULT_MIN_STEP);
      const grid = { ...alignRange(span, step), step };
      const { data, warnings } = await queryRange(query, grid, step, limit, signal);
      return { chart: chartOf(data, grid, unit, name), warnings };
    },
    enabled,
    ...time.query,
  });
}
