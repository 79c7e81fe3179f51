import { IconSearch } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { Kbd } from '@/ui/Kbd/Kbd';
import styles from './SearchBox.module.css';

/** Looks like a search field and opens the palette. */
export function SearchBox({ onOpen }: { onOpen: () => void }) {
  return (
    <Control className={styles.box} aria-label="Search or jump to" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" onClick={onOpen}>
      <IconSearch size={14} />
      <span className={styles.text}>Search or jump to…</span>
      <span className={styles.keys}>
        <Kbd keys="mod+k" />
      </span>
    </Control>
  );
}
