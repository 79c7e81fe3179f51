import { useMutation, useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

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
