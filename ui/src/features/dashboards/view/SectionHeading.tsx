import type { ReactNode } from 'react';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import styles from './SectionHeading.module.css';

type Props = { title: string; folded: boolean; panels: number; onFold: () => void; children?: ReactNode };

/** The name of a section; a click folds it. */
export function SectionHeading({ title, folded, panels, onFold, children }: Props) {
  return (
    <header className={styles.heading}>
      {title === '' ? (
        <span className={styles.untitled}>Untitled section</span>
      ) : (
        <h2 className={styles.title}>
          <button type="button" className={styles.fold} aria-expanded={!folded} onClick={onFold}>
            {folded ? <IconChevronRight size={14} /> : <IconChevronDown size={14} />}
            {title}
            {folded && <span className={styles.count}>{panels === 1 ? '1 panel' : `${panels} panels`}</span>}
          </button>
        </h2>
      )}
      {children}
    </header>
  );
}
