import type { Schemas } from '@/api/client';
import { ChangesFeed } from '@/ui/ChangesFeed/ChangesFeed';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './Services.module.css';

/** What changed in the range: often why something is wrong. */
export function Changes({ query }: { query: PanelQuery<Schemas['ChangesResponse']> }) {
  return (
    <Panel title="What changed" note={query.data?.more ? 'the newest of the range' : undefined}>
      <QueryBody
        query={query}
        skeleton={<div className={styles.skeleton}><Skeleton height={64} /></div>}
        isEmpty={({ changes }) => changes.length === 0}
        empty={<p className={styles.nothing}>Nothing changed in this time range. New versions, restarts and new services show here by themselves.</p>}
      >
        {({ changes }) => <ChangesFeed label="What changed" changes={changes} />}
      </QueryBody>
    </Panel>
  );
}
