import { Checkbox, TagsInput, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { PanelLink } from '../../model/dashboard';
import { linkTo } from '../../model/ways';
import { useBoard, useDocument } from '../../view/BoardContext';
import { ItemTools } from './ItemTools';
import styles from './Settings.module.css';

/** Ways out of the dashboard: addresses, or all dashboards with a tag. */
export function LinksForm() {
  const { change, scope } = useBoard();
  const dashboard = useDocument();
  const { links } = dashboard;
  const set = (next: PanelLink[], joined?: string) => change((now) => ({ ...now, links: next }), joined);
  return (
    <div className={styles.fields}>
      {links.map((link, i) => {
        const put = (changes: Partial<PanelLink>) => set(links.map((each, j) => (j === i ? { ...each, ...changes } : each)), `link ${i}`);
        const unfollowed = link.url !== '' && linkTo(link, scope ?? {}, {}) === null;
        return (
          <div key={i} className={styles.card}>
            <div className={styles.head}>
              <span className={styles.name}>{link.title || link.url || 'Link'}</span>
              <ItemTools name={link.title || 'link'} items={links} index={i} onChange={(next) => set(next)} />
            </div>
            <TextInput label="Title" value={link.title} onChange={(event) => put({ title: event.currentTarget.value })} />
            <TextInput label="Address" placeholder="/dashboards/shop?var-job=$job, https://…" spellCheck={false} error={unfollowed ? 'Only http, https and addresses within Sardonyx are followed' : undefined} value={link.url} onChange={(event) => put({ url: event.currentTarget.value })} />
            <TagsInput label="Or all dashboards with these tags" size="xs" value={link.tags} onChange={(tags) => put({ tags })} />
            <Checkbox size="xs" label="In a new tab" checked={link.new_tab} onChange={(event) => put({ new_tab: event.currentTarget.checked })} />
          </div>
        );
      })}
      <Control onClick={() => set([...links, { title: '', url: '', new_tab: false, tags: [] }])}>
        <IconPlus size={14} />
        Add a link
      </Control>
    </div>
  );
}
