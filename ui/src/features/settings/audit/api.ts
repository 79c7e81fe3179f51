import { useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';

export type AuditEntry = Schemas['AuditEntryView'];

export type AuditFilter = {
  action?: string;
  /** The actor's id. */
  actor?: string;
  object?: string;
  /** ISO instants; without them all of time. */
  start?: string;
  end?: string;
};

const PAGE = 200;

/** The audit trail, newest first, page by page. Every reading is an entry itself, so nothing is read unasked. */
export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['settings', 'audit', filter],
    queryFn: ({ signal, pageParam }) => unwrap(api.GET('/rest/audit', { params: { query: { ...filter, cursor: pageParam, limit: PAGE } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.cursor ?? undefined,
    staleTime: 0,
    refetchOnReconnect: false,
  });
}

export const verifyAudit = (): Promise<Schemas['VerifyView']> => unwrap(api.GET('/rest/audit/verification'));
