import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { SearchCondition, SearchRuleInput } from './values';

/** Everything about rules and alerts: asked again when a rule changes. */
export const ALERTING_KEY = 'alerting';

/** How often a condition would have made an alert fire in the last 24 hours. */
export function usePreview(condition: SearchCondition | undefined) {
  return useQuery({
    queryKey: ['search-rule-preview', condition],
    queryFn: ({ signal }) => unwrap(api.POST('/rest/alerting/search-rules/preview', { body: { ...condition!, start: 'now-24h', end: 'now' }, signal })),
    enabled: condition !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Keeps, changes and deletes search rules. */
export function useSearchRuleActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [ALERTING_KEY] });
  const save = useMutation({
    mutationFn: ({ id, rule }: { id?: string; rule: SearchRuleInput }) =>
      id === undefined
        ? unwrap(api.POST('/rest/alerting/search-rules', { body: rule }))
        : unwrap(api.PUT('/rest/alerting/search-rules/{rule_id}', { params: { path: { rule_id: id } }, body: rule })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE('/rest/alerting/search-rules/{rule_id}', { params: { path: { rule_id: id } } })),
    onSuccess,
  });
  return { save, remove };
}
