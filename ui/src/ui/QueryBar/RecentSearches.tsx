import { useState } from 'react';
import { Menu } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { recentSearches, type SearchSignal } from './history';
import styles from './QueryBar.module.css';

/** The searches last run in this browser. */
export function RecentSearches({ signal, onChoose }: { signal: SearchSignal; onChoose: (query: string) => void }) {
  const [recent, setRecent] = useState<string[]>([]);
  return (
    <Menu position="bottom-end" width={420} onOpen={() => setRecent(recentSearches(signal))}>
      <Menu.Target>
        <Control quiet aria-label="Recent searches" title="Recent searches">
          <IconHistory size={15} />
        </Control>
      </Menu.Target>
      <Menu.Dropdown className={styles.recent}>
        <Menu.Label>{recent.length > 0 ? 'Recent searches' : 'No searches in this browser yet'}</Menu.Label>
        {recent.map((query) => (
          <Menu.Item key={query} className={styles.query} onClick={() => onChoose(query)}>
            {query}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
