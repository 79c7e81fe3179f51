import type { ReactNode } from 'react';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import type { View } from '../search';
import styles from './ViewBar.module.css';

type Tab = 'records' | Exclude<View, 'live'>;

const TABS: readonly { value: Tab; label: string }[] = [
  { value: 'records', label: 'Records' },
  { value: 'patterns', label: 'Patterns' },
  { value: 'table', label: 'Table' },
  { value: 'compare', label: 'Compare' },
];

type Props = { view: View | undefined; onView: (view: View | undefined) => void; children: ReactNode };

/** What the search is shown as, and at the right what can be done with it. */
export function ViewBar({ view, onView, children }: Props) {
  const shown: Tab = view === undefined || view === 'live' ? 'records' : view;
  return (
    <div className={styles.bar}>
      <PageTabs label="Views" tabs={TABS} value={shown} onChange={(tab) => onView(tab === 'records' ? undefined : tab)} />
      <div className={styles.tools}>{children}</div>
    </div>
  );
}
