import { useMutation, useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { useTimeRange } from '@/core/useTimeRange';

export type LogSource = Schemas['LogSource'];
export type LogWay = Schemas['LogWay'];
export type LogBalance = Schemas['LogBalance'];
export type RulesAnswer = Schemas['LogRulesResponse'];
export type TriedLine = Schemas['LineTried'];
export type Trial = Schemas['RuleTry'];

/** Who sent log records in the page's time range, and what became of them. */
export function useLogSources() {
  const time = useTimeRange();
  return useQuery({
    queryKey: ['logs', 'sources', time.range],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/logs/sources', { params: { query: time.resolve() }, signal })),
    ...time.query,
  });
}

/** The rules of the configuration: parsing, least levels, sampling. */
export function useLogRules() {
  return useQuery({ queryKey: ['logs', 'rules'], queryFn: ({ signal }) => unwrap(api.GET('/rest/logs/rules', { signal })) });
}

/** What a pattern reads out of lines. Nothing of it is kept. */
export function useRuleTrial() {
  return useMutation({ mutationFn: (body: Trial) => unwrap(api.POST('/rest/logs/rules/try', { body })) });
}
