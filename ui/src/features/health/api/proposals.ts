import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import { HEALTH } from './monitors';

export type Proposal = Schemas['ProposalView'];

const KEY = [...HEALTH, 'proposals'];
/** What is found changes with deployments, not by the second. */
const FRESH_MS = 300_000;

/** What could be watched and is not. */
export function useProposals() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const { proposals } = await unwrap(api.GET('/rest/health/proposals', { signal }));
      return proposals.filter(({ exists }) => !exists);
    },
    staleTime: FRESH_MS,
  });
}

/** Takes proposals over as monitors, or puts them away. */
export function useProposalActions() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: HEALTH });
  return {
    accept: useMutation({ mutationFn: (keys: string[]) => done(api.POST('/rest/health/proposals/accept', { body: { keys } })), onSuccess }),
    dismiss: useMutation({ mutationFn: (keys: string[]) => done(api.POST('/rest/health/proposals/dismiss', { body: { keys } })), onSuccess }),
  };
}
