import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { toastError } from '@/ui/toast';

export type MaskingAnswer = Schemas['MaskingResponse'];
export type MaskingRule = Schemas['MaskingRuleView'];
export type Tried = Schemas['MaskingTried'];
export type Found = Schemas['MaskingFound'];
export type Sample = { text: string; attributes: Record<string, string> };

export function useMasking() {
  return useQuery({ queryKey: ['settings', 'masking'], queryFn: ({ signal }) => unwrap(api.GET('/rest/masking', { signal })) });
}

/** Masks a sample as on the way in; it is not stored. The answer belongs to the sample it was asked for. */
export function useTryMasking() {
  return useMutation({
    mutationFn: async (sample: Sample) => ({ sample, tried: await unwrap(api.POST('/rest/masking/try', { body: sample })) }),
  });
}

export type Finding = Schemas['MaskingFinding'];
export type FindingState = Finding['state'];
export type Findings = Schemas['MaskingFindings'];
export type Previewed = Schemas['MaskingPreviewed'];
export type Candidate = { name: string; pattern: string; field: string; query: string };

const FINDINGS = ['settings', 'masking', 'findings'];

/** Tries a rule on the newest thousand records a search finds in the last hour. Nothing is kept. */
export function usePreviewMasking() {
  return useMutation({
    mutationFn: ({ name, pattern, field, query }: Candidate) =>
      unwrap(api.POST('/rest/masking/preview', { body: { query, start: 'now-1h', end: 'now', rules: pattern ? [{ name, pattern }] : [], fields: field ? [{ field, services: [] }] : [] } })),
  });
}

/** What the nightly search for leaks has found. */
export function useFindings() {
  return useQuery({ queryKey: FINDINGS, queryFn: ({ signal }) => unwrap(api.GET('/rest/masking/findings', { signal })) });
}

/** Says what became of a finding, and searches now. */
export function useFindingActions() {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ id, state }: { id: string; state: FindingState }) => unwrap(api.PATCH('/rest/masking/findings/{finding_id}', { params: { path: { finding_id: id } }, body: { state } })),
    onError: (error) => toastError('The finding was not changed', error),
    onSettled: () => client.invalidateQueries({ queryKey: FINDINGS }),
  });
  const scan = useMutation({
    mutationFn: () => unwrap(api.POST('/rest/masking/scan', {})),
    onSuccess: (found) => client.setQueryData(FINDINGS, found),
    onError: (error) => toastError('The search did not run', error),
  });
  return { change, scan };
}
