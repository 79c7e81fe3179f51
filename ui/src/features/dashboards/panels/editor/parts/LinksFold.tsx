import { Checkbox, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { safeUrl } from '../../text/markdown/inline';
import { Fold } from '../controls/Fold';
import { replaced, RowTools } from '../controls/RowTools';
import { Setting } from '../controls/Setting';
import type { PartProps } from './props';
import styles from '../controls/Editor.module.css';

/** Ways out of the panel. */
export function LinksFold({ panel, onChange }: PartProps) {
  const { links } = panel;
  const set = (next: typeof links) => onChange({ ...panel, links: next });
  return (
    <Fold title="Links" note={links.length > 0 ? String(links.length) : undefined}>
      <Setting words="links address url" className={styles.choice}>
        {links.map((link, at) => (
          <div key={at} className={styles.card} role="group" aria-label={`Link ${at + 1}`}>
            <div className={styles.row}>
              <TextInput aria-label={`Title of link ${at + 1}`} placeholder="Title" value={link.title} onChange={({ target }) => set(replaced(links, at, { title: target.value }))} />
              <RowTools name={`link ${at + 1}`} items={links} at={at} onChange={set} />
            </div>
            <TextInput
              aria-label={`Address of link ${at + 1}`}
              placeholder="/dashboards/shop?var-job=$job"
              value={link.url}
              error={link.url !== '' && !link.url.startsWith('$') && safeUrl(link.url) === undefined ? 'Only http, https and addresses here are followed' : undefined}
              onChange={({ target }) => set(replaced(links, at, { url: target.value }))}
            />
            <Checkbox size="xs" label="In a tab of its own" checked={link.new_tab} onChange={({ target }) => set(replaced(links, at, { new_tab: target.checked }))} />
          </div>
        ))}
        <div>
          <Control onClick={() => set([...links, { title: '', url: '', new_tab: false, tags: [] }])}>
            <IconPlus size={13} aria-hidden="true" /> Link
          </Control>
        </div>
      </Setting>
    </Fold>
  );
}
