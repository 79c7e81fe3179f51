import { useState } from 'react';
import { Popover } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import type { SearchSignal } from '../history';
import { SavedRow } from './SavedRow';
import { SaveForm } from './SaveForm';
import { useSavedSearchActions, useSavedSearches } from './api';
import styles from './SavedSearches.module.css';

type Props = {
  signal: SearchSignal;
  /** What saving keeps: the search that runs and the columns of its list. */
  query: string;
  columns: readonly string[];
  onOpen: (saved: { query: string; columns: string[] }) => void;
};

/** The saved searches of a signal: open, keep the one that runs, share, delete. */
export function SavedSearches(props: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} trapFocus returnFocus>
      <Popover.Target>
        <Control aria-label="Saved searches" aria-expanded={opened} title="Saved searches" onClick={() => setOpened(!opened)}>
          <IconBookmark size={15} />
        </Control>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Saved searches">
        {opened && <Content {...props} onClose={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Content({ signal, query, columns, onOpen, onClose }: Props & { onClose: () => void }) {
  const saved = useSavedSearches(signal, true);
  const { save, share, remove } = useSavedSearchActions();
  return (
    <div className={styles.content}>
      <QueryBody query={saved} skeleton={<Skeleton height={44} />} isEmpty={(items) => items.length === 0} empty={<p className={styles.none}>No saved searches yet.</p>}>
        {(items) => (
          <ul className={styles.list} aria-label="Saved searches">
            {items.map((item) => (
              <SavedRow
                key={item.id}
                item={item}
                onOpen={() => {
                  onOpen(item);
                  onClose();
                }}
                onShare={() => share.mutate({ id: item.id, shared: !item.shared })}
                onDelete={() => remove.mutate(item)}
              />
            ))}
          </ul>
        )}
      </QueryBody>
      <SaveForm query={query} saving={save.isPending} onSave={(name, shared) => save.mutateAsync({ name, signal, query, columns: [...columns], shared })} />
    </div>
  );
}
