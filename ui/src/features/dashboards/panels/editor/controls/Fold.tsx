import { use, useState, type ReactNode } from 'react';
import { IconChevronRight } from '@tabler/icons-react';
import { SearchContext } from './search';
import styles from './Editor.module.css';

/** Settings under a heading that opens; a search opens those that have what is looked for. `note` says what is set in it. */
export function Fold({ title, note, open = false, children }: { title: string; note?: string; open?: boolean; children: ReactNode }) {
  const [opened, setOpened] = useState(open);
  const searching = use(SearchContext).trim() !== '';
  const shown = opened || searching;
  return (
    <section className={styles.fold} data-searching={searching || undefined}>
      <h3 className={styles.heading}>
        <button type="button" className={styles.toggle} aria-expanded={shown} onClick={() => setOpened(!opened)}>
          <IconChevronRight size={14} className={styles.chevron} aria-hidden="true" />
          {title}
          {note && <span className={styles.note}>{note}</span>}
        </button>
      </h3>
      {shown && <div className={styles.settings}>{children}</div>}
    </section>
  );
}
