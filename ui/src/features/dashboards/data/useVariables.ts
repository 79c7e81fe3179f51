import { useMemo } from 'react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { resolveVariables, scopeOf, type Ask, type ResolvedVariable, type Wanted } from '../model/choices';
import type { Variable } from '../model/dashboard';
import { builtIn, type Scope } from '../model/interpolation';
import { gate } from './gate';
import type { Time } from './usePanelData';

const CHOICES_STALE_MS = 60_000;
const STEP_MS = 60_000;

/** The variables with their choices, and what queries put in for them; both undefined until all are known. */
export function useVariables(variables: readonly Variable[], wanted: Wanted, time: Time): { resolved: ResolvedVariable[] | undefined; scope: Scope | undefined } {
  const queries = useQueryClient();
  const { range } = time;
  const { data } = useQuery({
    queryKey: ['dashboards', 'variables', variables, wanted, range],
    queryFn: ({ signal }) => {
      const { start, end } = time.resolve();
      const ask: Ask = (question) =>
        queries.fetchQuery({
          queryKey: ['dashboards', 'choices', question, range],
          // Shared by several: the first who asks must not take the answer away from the others.
          queryFn: async ({ signal: own }) => (await gate(() => unwrap(api.POST('/rest/dashboards/variables', { body: { ...question, start, end }, signal: own })), own)).values,
          staleTime: CHOICES_STALE_MS,
          retry: false,
        });
      signal.throwIfAborted();
      return resolveVariables(variables, wanted, builtIn({ startMs: Math.round(start * 1000), endMs: Math.round(end * 1000), stepMs: STEP_MS }), ask);
    },
    staleTime: CHOICES_STALE_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const scope = useMemo(() => data && scopeOf(data), [data]);
  return { resolved: data, scope };
}
