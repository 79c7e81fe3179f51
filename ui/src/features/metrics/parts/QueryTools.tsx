import { useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { IconHistory, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { Kbd } from '@/ui/Kbd/Kbd';
import { recentSearches } from '@/ui/QueryBar/history';
import { MOST_QUERIES, type QueryState } from '../model/queries';
import styles from './QueryTools.module.css';

type Props = {
  queries: readonly QueryState[];
  /** Something is typed that has not run. */
  pending: boolean;
  onAdd: () => void;
  onOpen: (expression: string) => void;
  onRun: () => void;
};

/** Below the queries: one more, an old one again, and run. */
export function QueryTools({ queries, pending, onAdd, onOpen, onRun }: Props) {
  const [recent, setRecent] = useState<string[]>([]);
  return (
    <div className={styles.tools}>
      <Control quiet disabled={queries.length >= MOST_QUERIES} onClick={onAdd}>
        <IconPlus size={14} aria-hidden="true" />
        Add query
      </Control>
      <Menu position="bottom-start" width={520} onOpen={() => setRecent(recentSearches('metrics'))}>
        <Menu.Target>
          <Control quiet title="Queries run in this browser">
            <IconHistory size={14} aria-hidden="true" />
            Recent
          </Control>
        </Menu.Target>
        <Menu.Dropdown className={styles.recent}>
          <Menu.Label>{recent.length > 0 ? 'Queries run in this browser' : 'No queries in this browser yet'}</Menu.Label>
          {recent.map((expression) => (
            <Menu.Item key={expression} className={styles.expression} onClick={() => onOpen(expression)}>
              {expression}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span className={styles.space} />
      {pending && <span className={styles.pending}>Not run yet</span>}
      <Button size="compact-sm" variant={pending ? 'filled' : 'default'} leftSection={<IconPlayerPlay size={13} />} onClick={onRun}>
        {queries.length > 1 ? 'Run queries' : 'Run query'}
        <span className={styles.keys}>
          <Kbd keys="mod+enter" />
        </span>
      </Button>
    </div>
  );
}
