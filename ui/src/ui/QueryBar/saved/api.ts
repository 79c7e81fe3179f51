import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';
import { toast, toastError } from '@/ui/toast';
import type { SearchSignal } from '../history';

export type SavedSearch = Schemas['SavedSearchView'];
export type NewSearch = Pick<SavedSearch, 'name' | 'signal' | 'query' | 'columns' | 'shared'>;

const KEY = ['saved-searches'];

/** One's own saved searches of a signal and those that others share, by name. */
export function useSavedSearches(signal: SearchSignal, enabled: boolean) {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal: abort }) => unwrap(api.GET('/rest/saved-searches', { signal: abort })),
    select: ({ items }) => items.filter((each) => each.signal === signal).toSorted((a, b) => a.name.localeCompare(b.name)),
    enabled,
  });
}

const post = (body: NewSearch) => unwrap(api.POST('/rest/saved-searches', { body }));
const at = (search_id: string) => ({ params: { path: { search_id } } });

/** Keeping, sharing and deleting searches. Each failure is said in the server's words. */
export function useSavedSearchActions() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: KEY });
  const save = useMutation({
    mutationFn: post,
    onSuccess: ({ name }) => toast({ title: 'Search saved', detail: name }),
    onError: (error) => toastError('The search was not saved', error),
    onSettled,
  });
  const share = useMutation({
    mutationFn: ({ id, shared }: Pick<SavedSearch, 'id' | 'shared'>) => unwrap(api.PATCH('/rest/saved-searches/{search_id}', { ...at(id), body: { shared } })),
    onError: (error) => toastError('Sharing was not changed', error),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ id }: SavedSearch) => done(api.DELETE('/rest/saved-searches/{search_id}', at(id))),
    onSuccess: (_, { name, signal, query, columns, shared }) =>
      toast({ title: 'Saved search deleted', detail: name, undo: () => save.mutate({ name, signal, query, columns, shared }) }),
    onError: (error) => toastError('The search was not deleted', error),
    onSettled,
  });
  return { save, share, remove };
}
