import { IconTrash, IconUsers } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { SavedSearch } from './api';
import styles from './SavedSearches.module.css';

type Props = { item: SavedSearch; onOpen: () => void; onShare: () => void; onDelete: () => void };

/** One saved search. Whoever may not change it sees whose it is. */
export function SavedRow({ item, onOpen, onShare, onDelete }: Props) {
  const { name, query, shared, owner, may_change: mine } = item;
  return (
    <li className={styles.row}>
      <button type="button" className={styles.open} onClick={onOpen}>
        <span className={styles.name}>{name}</span>
        <span className={styles.query}>{query || 'everything'}</span>
      </button>
      {mine ? (
        <>
          <Control
            quiet
            active={shared}
            aria-pressed={shared}
            aria-label={`Share ${name} with everyone`}
            title={shared ? 'Everyone sees it: click to keep it to yourself' : 'Only you see it: click to share it with everyone'}
            onClick={onShare}
          >
            <IconUsers size={14} />
          </Control>
          <Control quiet aria-label={`Delete ${name}`} title="Delete" onClick={onDelete}>
            <IconTrash size={14} />
          </Control>
        </>
      ) : (
        <span className={styles.owner}>by {owner}</span>
      )}
    </li>
  );
}
