import { useMemo, useRef } from 'react';
import { useQueries } from '@tanstack/react-query';
import { describeError } from '@/api/problem';
import { seriesNames } from '@/core/promql/legend';
import { chooseStep, DEFAULT_MIN_STEP } from '@/core/promql/step';
import { useSameItems } from '@/core/useSameItems';
import type { useTimeRange } from '@/core/useTimeRange';
import { withStep } from '../model/choices';
import type { Panel, Query, Variable } from '../model/dashboard';
import type { PanelData, Series } from '../model/frames';
import { builtIn, duration, interpolated, SEARCH, titled, type Scope } from '../model/interpolation';
import { ownSpan, spanOf } from '../model/span';
import { askInstant, askLogs, askRange, askTraces, type Answered } from './ask';
import { askLogql, askLogqlInstant, isLogQuery } from './askLogql';

export type Time = ReturnType<typeof useTimeRange>;

type Question = {
  panel: Panel;
  /** What is chosen where the panel stands; undefined while that is not known: nothing is asked. */
  scope: Scope | undefined;
  variables: readonly Variable[];
  time: Time;
  /** How wide the panel is drawn, in px: points are no closer than can be told apart. 0: not known yet. */
  width: number;
  /** Nothing is asked for panels nobody sees. */
  enabled: boolean;
};

export type PanelAnswer = {
  /** Undefined until every query has answered or failed once; what was there stays while the next answers are on their way. */
  data: PanelData | undefined;
  fetching: boolean;
  /** What the server says about the answers. */
  notices: readonly string[];
  /** The queries as they were asked, with variables put in. */
  asked: readonly { ref: string; language: Query['language']; text: string }[];
  /** In words, when the panel has a time of its own. */
  ownTime: string;
  refetch: () => void;
};

/** A width for the first step, before the panel has been measured. */
const NARROW_PX = 300;

/** Asks the queries of a panel and puts their answers together. */
export function usePanelData({ panel, scope, variables, time, width, enabled }: Question): PanelAnswer {
  const { range } = time;
  const own = useMemo(() => ownSpan(panel, range), [panel, range]);
  const queries = useMemo(() => panel.queries.filter((query) => !query.hidden && (query.text.trim() !== '' || query.language === 'logs' || query.language === 'traces')), [panel.queries]);
  const now = spanOf(time.resolve(), own);
  const length = now.end - now.start;
  const steps = queries.map((query) => chooseStep(length, width || NARROW_PX, Math.max(query.step ?? 0, DEFAULT_MIN_STEP)));
  const fill = (query: Query, step: number, span: { start: number; end: number }): string => {
    const put = withStep(scope ?? {}, variables, duration(step * 1000));
    return interpolated(query.text, put, builtIn({ startMs: Math.round(span.start * 1000), endMs: Math.round(span.end * 1000), stepMs: step * 1000 }), query.language === 'logs' || query.language === 'traces' ? SEARCH : 'promql');
  };

  const results = useQueries({
    queries: queries.map((query, i) => ({
      queryKey: ['dashboards', 'panel', query.language, query.instant, query.text, scope && interpolated(query.text, scope, {}), range, own.from, own.shift, steps[i], panel.options.row_limit, panel.options.newest_first],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Answered> => {
        const span = spanOf(time.resolve(), own);
        const text = fill(query, steps[i]!, span);
        const { row_limit: limit, newest_first: newestFirst } = panel.options;
        if (query.language === 'logs') return askLogs(text, span, limit, newestFirst, signal);
        if (query.language === 'traces') return askTraces(text, span, limit, signal);
        if (query.language === 'logql') return query.instant && !isLogQuery(text) ? askLogqlInstant(text, span, signal) : askLogql(text, span, steps[i]!, limit, newestFirst, signal);
        return query.instant ? askInstant(text, span, signal) : askRange(text, span, steps[i]!, signal);
      },
      enabled: enabled && scope !== undefined && (query.instant || width > 0),
      refetchInterval: time.query.refetchInterval,
    })),
  });

  const kept = useRef(new Map<string, Answered>());
  const answers = useSameItems(
    results.map(({ data }, i) => {
      const { ref } = queries[i]!;
      if (data) kept.current.set(ref, data);
      return data ?? kept.current.get(ref);
    }),
  );
  const stale = useSameItems(results.map(({ data }) => data === undefined));
  const errors = useSameItems(results.map(({ error }) => error));
  const title = scope ? titled(panel.title, scope) : panel.title;
  const step = steps[0] ?? DEFAULT_MIN_STEP;

  const data = useMemo((): PanelData | undefined => {
    if (scope === undefined) return undefined;
    const waiting = queries.some((_, i) => !answers[i] && !errors[i]);
    if (waiting) return undefined;
    const found = answers.filter((answer) => answer !== undefined);
    const span = found[0]?.span ?? spanOf(time.resolve(), own);
    return {
      series: queries.flatMap((query, i) => named({ ...query, text: fill(query, steps[i]!, span) }, answers[i], stale[i] === true, titled(query.legend, scope), queries.length > 1 ? '' : title)),
      logs: found.some(({ logs }) => logs) ? found.flatMap(({ logs = [] }) => logs) : undefined,
      traces: found.some(({ traces }) => traces) ? found.flatMap(({ traces = [] }) => traces) : undefined,
      problems: queries.flatMap(({ ref }, i) => (errors[i] ? [{ ref, message: told(errors[i]) }] : [])),
      range: { ...span, step },
    };
  }, [scope, variables, queries, answers, stale, errors, title, step, own, time]);

  return {
    data,
    fetching: results.some(({ isFetching }) => isFetching),
    notices: [...new Set(answers.flatMap((answer) => answer?.said ?? []))],
    asked: queries.map((query, i) => ({ ref: query.ref, language: query.language, text: fill(query, steps[i]!, now) })),
    ownTime: own.told,
    refetch: () => results.forEach((result) => void result.refetch()),
  };
}

function named({ ref, text }: Query, answer: Answered | undefined, stale: boolean, legend: string, title: string): Series[] {
  if (!answer) return [];
  const names = seriesNames(answer.series.map(({ labels }) => labels), legend, title || text.replace(/\s+/g, ' '));
  return answer.series.map((series, i) => ({ ...series, ref, name: names[i]!, ...(stale ? { stale } : {}) }));
}

function told(error: unknown): string {
  const { title, detail } = describeError(error);
  return detail ? `${title}: ${detail}` : title;
}
