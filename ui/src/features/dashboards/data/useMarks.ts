import { useMemo } from 'react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { seriesNames } from '@/core/promql/legend';
import { chooseStep, DEFAULT_MIN_STEP } from '@/core/promql/step';
import { useCan } from '@/core/permissions';
import { useSameItems } from '@/core/useSameItems';
import { annotationsOf } from '@/ui/ChangesFeed/kinds';
import type { Annotation } from '../model/dashboard';
import type { Mark } from '../model/frames';
import { builtIn, interpolated, type Scope } from '../model/interpolation';
import { markedRuns, runsOf } from '../model/runs';
import { askRange } from './ask';
import type { Time } from './usePanelData';

const ALERTS = 'ALERTS{alertstate="firing"}';
/** A mark every few pixels is enough. */
const WIDTH_PX = 900;

/** What happened in the range: what changed, alerts that fired, and the samples of queries. `off` are names somebody switched off. */
export function useMarks(annotations: readonly Annotation[], off: ReadonlySet<string>, scope: Scope | undefined, time: Time): readonly Mark[] {
  const mayRead = useCan('services:read');
  const shown = annotations.filter(({ name, enabled }) => enabled !== off.has(name));
  const changes = useQuery({
    queryKey: ['changes', time.range, undefined],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/changes', { params: { query: time.resolve() }, signal })),
    enabled: mayRead && shown.some(({ kind }) => kind === 'changes'),
    ...time.query,
  });
  const asked = shown.filter(({ kind, query }) => kind === 'alerts' || (kind === 'query' && query.trim() !== ''));
  const { start, end } = time.resolve();
  const step = chooseStep(end - start, WIDTH_PX, DEFAULT_MIN_STEP);
  const results = useQueries({
    queries: asked.map(({ name, kind, query }) => ({
      queryKey: ['dashboards', 'marks', kind, query, scope && interpolated(query, scope, {}), time.range, step],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Mark[]> => {
        const span = time.resolve();
        const given = builtIn({ startMs: Math.round(span.start * 1000), endMs: Math.round(span.end * 1000), stepMs: step * 1000 });
        const text = kind === 'alerts' ? ALERTS : interpolated(query, scope ?? {}, given);
        const { series } = await askRange(text, span, step, signal);
        const names = kind === 'alerts' ? series.map(({ labels }) => labels.alertname ?? 'Alert') : seriesNames(series.map(({ labels }) => labels), '', name);
        return series.flatMap(({ times, values }, i) => markedRuns(runsOf(times, values, step), span, step).map((run): Mark => ({ ...run, kind: kind === 'alerts' ? 'incident' : 'config', label: names[i]! })));
      },
      enabled: scope !== undefined,
      retry: false,
      ...time.query,
    })),
  });
  const found = useSameItems(results.map(({ data }) => data));
  const changed = shown.some(({ kind }) => kind === 'changes') ? changes.data : undefined;
  return useMemo(() => [...(changed ? annotationsOf(changed.changes) : []), ...found.flatMap((marks) => marks ?? [])], [changed, found]);
}
