import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, done, unwrap, type Schemas } from '@/api/client';

export type StatusPage = Schemas['PageView'];
export type PageInput = Schemas['PageSpec'];
export type PageComponent = NonNullable<PageInput['components']>[number];
export type Post = Schemas['PostView'];
export type PostInput = Schemas['PostInput'];
export type PostState = Post['state'];
export type Subscriber = Schemas['SubscriberView'];

const KEY = ['health', 'status-pages'];
const REFRESH_MS = 30_000;

export function useStatusPages() {
  return useQuery({ queryKey: KEY, queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/health/status-pages', { signal }))).pages, refetchInterval: REFRESH_MS });
}

/** What was posted on a page, drafts too. */
export function usePosts(slug: string) {
  return useQuery({
    queryKey: [...KEY, slug, 'posts'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/health/status-pages/{slug}/posts', { params: { path: { slug } }, signal }))).posts,
  });
}

/** Who is told of what is posted. */
export function useSubscribers(slug: string) {
  return useQuery({
    queryKey: [...KEY, slug, 'subscribers'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/rest/health/status-pages/{slug}/subscribers', { params: { path: { slug } }, signal }))).subscribers,
  });
}

/** What is done with status pages, their posts and subscribers; each ends with all of them asked for anew. */
export function useStatusPageActions() {
  const queries = useQueryClient();
  const page = (slug: string) => ({ params: { path: { slug } } });
  const post = (slug: string, post_id: string) => ({ params: { path: { slug, post_id } } });
  const then = async (act: Promise<unknown>) => {
    await act;
    await queries.invalidateQueries({ queryKey: KEY });
  };
  return {
    save: (body: PageInput, slug?: string) => then(slug === undefined ? done(api.POST('/rest/health/status-pages', { body })) : done(api.PUT('/rest/health/status-pages/{slug}', { ...page(slug), body }))),
    remove: (slug: string) => then(done(api.DELETE('/rest/health/status-pages/{slug}', page(slug)))),
    tell: (slug: string, body: PostInput) => then(done(api.POST('/rest/health/status-pages/{slug}/posts', { ...page(slug), body }))),
    update: (slug: string, id: string, body: Schemas['UpdateInput']) => then(done(api.POST('/rest/health/status-pages/{slug}/posts/{post_id}/updates', { ...post(slug, id), body }))),
    publish: (slug: string, id: string) => then(done(api.PUT('/rest/health/status-pages/{slug}/posts/{post_id}', { ...post(slug, id), body: { draft: false } }))),
    withdraw: (slug: string, id: string) => then(done(api.DELETE('/rest/health/status-pages/{slug}/posts/{post_id}', post(slug, id)))),
    unsubscribe: (slug: string, subscriber_id: string) => then(done(api.DELETE('/rest/health/status-pages/{slug}/subscribers/{subscriber_id}', { params: { path: { slug, subscriber_id } } }))),
  };
}
