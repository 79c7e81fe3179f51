import { useQuery } from '@tanstack/react-query';
import { queryRange } from '@/api/prometheus';
import type { Labels } from '@/core/promql/answers';
import { onGrid } from '@/core/promql/grid';
import { alignRange, chooseStep, DEFAULT_MIN_STEP } from '@/core/promql/step';
import { useTimeRange } from '@/core/useTimeRange';
import { fill, type Of } from './model/fill';
import { inTurn } from './model/inTurn';

export type History = { labels: Labels; values: (number | null)[] };
export type Histories = Readonly<Record<string, readonly History[]>>;

/** A picture the size of a word needs so many points. */
const POINTS = 60;
const PX_PER_POINT = 3;
const MOST_SERIES = 2000;

/** Small pictures of the past of several queries, each of one series or of many. */
export function useHistories(queries: Readonly<Record<string, string>>, of: Of) {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['promql', 'histories', queries, of, time.range],
    queryFn: async ({ signal }): Promise<Histories> => {
      const range = time.resolve();
      const step = chooseStep(range.end - range.start, POINTS * PX_PER_POINT, DEFAULT_MIN_STEP);
      const grid = { ...alignRange(range, step), step };
      const answers = Object.entries(queries).map(async ([name, query]) => {
        const { data } = await inTurn(() => queryRange(fill(query, of, range.end - range.start, step), grid, step, MOST_SERIES, signal), signal);
        return [name, data.result.map(({ metric, values = [] }) => ({ labels: metric, values: onGrid(values, grid) }))] as const;
      });
      return Object.fromEntries(await Promise.all(answers));
    },
    ...time.query,
  });
}
