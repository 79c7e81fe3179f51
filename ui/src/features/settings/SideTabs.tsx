import { Fragment } from 'react';
import { Link } from '@tanstack/react-router';
import type { Section } from './sections';
import styles from './SideTabs.module.css';

/** The sections as links: the address says which one is open. */
export function SideTabs({ sections, current }: { sections: readonly Section[]; current: string | undefined }) {
  return (
    <nav className={styles.tabs} aria-label="Settings">
      {sections.map(({ id, label, group, icon: Icon }, i) => (
        <Fragment key={id}>
          {sections[i - 1]?.group !== group && <span className={styles.group}>{group}</span>}
          <Link to="/settings/$section" params={{ section: id }} className={styles.tab} aria-current={id === current ? 'page' : undefined}>
            <Icon size={15} stroke={1.7} aria-hidden="true" />
            {label}
          </Link>
        </Fragment>
      ))}
    </nav>
  );
}
