import { useState } from 'react';
import { Control } from '@/ui/Control/Control';
import { Group } from '@/ui/Group/Group';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { usePosts, type StatusPage } from '../api/statusPages';
import { isOver } from '../model/statusPage';
import { NewPost } from './NewPost';
import { PostItem } from './PostItem';

/** What is told in words: what goes on, drafts that wait, and what is over. */
export function Posts({ page, canWrite }: { page: StatusPage; canWrite: boolean }) {
  const posts = usePosts(page.slug);
  const [writing, setWriting] = useState(false);
  return (
    <>
      {writing && <NewPost page={page} onDone={() => setWriting(false)} />}
      <QueryBody query={posts} skeleton={<TableSkeleton />}>
        {(all) => (
          <>
            <Group title="Going on" actions={canWrite && !writing && <Control quiet onClick={() => setWriting(true)}>New post</Control>}>
              {all.filter(({ state }) => !isOver(state)).map((post) => <PostItem key={post.id} page={page} post={post} canWrite={canWrite} />)}
              {all.every(({ state }) => isOver(state)) && <Empty title="Nothing is posted" hint="When a component goes down, a draft appears here for you to publish." />}
            </Group>
            {all.some(({ state }) => isOver(state)) && <Group title="Over">{all.filter(({ state }) => isOver(state)).map((post) => <PostItem key={post.id} page={page} post={post} canWrite={canWrite} />)}</Group>}
          </>
        )}
      </QueryBody>
    </>
  );
}
