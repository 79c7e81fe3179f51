import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '@/api/client';
import { toast, toastError } from '@/ui/toast';

export type TiersAnswer = Schemas['TiersResponse'];
export type TierStorage = Schemas['TierStorage'];
export type TierMove = Schemas['TierMove'];
export type ArchivedDay = Schemas['ArchivedDay'];
export type LegalHold = Schemas['LegalHold'];
export type NewHold = Schemas['LegalHoldInput'];

const TIERS = ['settings', 'storage', 'tiers'];
const ARCHIVE = ['settings', 'storage', 'archive'];
const RESTORED_DAYS = 7;
const WATCH_MS = 2000;

export function useTiers() {
  return useQuery({ queryKey: TIERS, queryFn: ({ signal }) => unwrap(api.GET('/rest/storage/tiers', { signal })) });
}

/** The archived days; looked at again and again while one is being restored. */
export function useArchive(enabled: boolean) {
  return useQuery({
    queryKey: ARCHIVE,
    queryFn: ({ signal }) => unwrap(api.GET('/rest/storage/archive', { signal })),
    enabled,
    refetchInterval: ({ state }) => (state.data?.days.some((day) => day.state === 'restoring') ? WATCH_MS : false),
  });
}

/** Brings a day back into the table for a week, and compares files with their sums. */
export function useArchiveActions() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ARCHIVE });
  const restore = useMutation({
    mutationFn: (day: string) => unwrap(api.POST('/rest/storage/archive/{day}/restore', { params: { path: { day } }, body: { days: RESTORED_DAYS } })),
    onSuccess: ({ day }) => toast({ title: `${day} is being restored`, detail: `It stays searchable as fast as new records for ${RESTORED_DAYS} days.` }),
    onError: (error) => toastError('The day was not restored', error),
    onSettled,
  });
  const verify = useMutation({
    mutationFn: async (day: string) => ({ day, ...(await unwrap(api.POST('/rest/storage/archive/{day}/verify', { params: { path: { day } } }))) }),
    onSuccess: ({ day, wrong }) => (wrong.length === 0 ? toast({ title: `The files of ${day} are as they were written` }) : toast({ title: `Files of ${day} are damaged`, detail: wrong.join(', '), tone: 'error' })),
    onError: (error) => toastError('The files were not verified', error),
    onSettled,
  });
  return { restore, verify };
}

/** Holding records, and letting them go. */
export function useHoldActions() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: TIERS });
  const hold = useMutation({ mutationFn: (body: NewHold) => unwrap(api.POST('/rest/legal-holds', { body })), onSettled });
  const release = useMutation({ mutationFn: (hold_id: string) => unwrap(api.DELETE('/rest/legal-holds/{hold_id}', { params: { path: { hold_id } } })), onSettled });
  return { hold, release };
}
