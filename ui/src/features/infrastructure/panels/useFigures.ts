import { useQuery } from '@tanstack/react-query';
import { queryInstant } from '@/api/prometheus';
import { useTimeRange } from '@/core/useTimeRange';
import { batchesOf, figuresOfBatch } from './model/batch';
import { fill, type Of } from './model/fill';
import { inTurn } from './model/inTurn';
import { valuesOf, type Figures } from './model/values';

/** More series than this are no page, they are a download. */
const MOST_SERIES = 5000;

type Options = {
  /** Epoch seconds; the end of the time range when absent. */
  at?: number;
  enabled?: boolean;
  /** For figures over long windows: they are asked for once a minute at most. */
  slow?: boolean;
};

const SLOW_MS = 60_000;

/** The answers of several queries at one instant, all at once. Queries are templates (model/fill.ts). */
export function useFigures(queries: Readonly<Record<string, string>>, of: Of, { at, enabled = true, slow = false }: Options = {}) {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['promql', 'figures', queries, of, time.range, at],
    queryFn: async ({ signal }): Promise<Figures> => {
      const { start, end } = time.resolve();
      const answers = batchesOf(queries).map(async (batch) => {
        const { data } = await inTurn(() => queryInstant(fill(batch.query, of, end - start), at ?? end, MOST_SERIES, signal), signal);
        return figuresOfBatch(batch, valuesOf(data), queries);
      });
      return Object.fromEntries((await Promise.all(answers)).flat());
    },
    enabled,
    ...time.query,
    ...(slow && time.query.refetchInterval ? { refetchInterval: SLOW_MS, staleTime: SLOW_MS } : {}),
  });
}
