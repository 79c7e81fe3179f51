import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { Group } from '@/ui/Group/Group';
import type { StatusPage } from '../api/statusPages';
import styles from './PageForm.module.css';

/** The page in other places: a badge, a feed, its state for programs. */
export function Elsewhere({ page: { url } }: { page: StatusPage }) {
  const base = location.origin + url;
  return (
    <Group title="Elsewhere" note="badge, feed, state for programs">
      <div className={styles.form}>
        <CodeBlock label="Badge" code={`<a href="${base}"><img src="${base}/badge.svg" alt="Status"></a>`} />
        <CodeBlock label="Feed and state" code={`${base}/feed.rss\n${base}/summary.json`} />
      </div>
    </Group>
  );
}
