import { useCallback } from 'react';
import { thousands } from '@/core/format';
import { VirtualList } from '@/ui/VirtualList/VirtualList';
import type { MonitorRow } from '../api/types';
import type { BoardItem } from '../model/board';
import { MonitorLine } from './MonitorLine';
import styles from './MonitorList.module.css';

const ROW_PX = 34;

type Props = { items: readonly BoardItem[]; selected: MonitorRow | undefined; onSelect: (id: string | undefined) => void; onOpen: (id: string) => void };

/** The monitors under the heads of their groups: one list, of which only what is in view is drawn. */
export function MonitorList({ items, selected, onSelect, onOpen }: Props) {
  const select = useCallback((item: BoardItem | null) => onSelect(item && 'monitor' in item ? item.monitor.id : undefined), [onSelect]);
  const open = useCallback((item: BoardItem) => 'monitor' in item && onOpen(item.monitor.id), [onOpen]);
  return (
    <div className={styles.frame}>
      <div className={`${styles.columns} ${styles.names}`} aria-hidden="true">
        <span>State</span>
        <span>Monitor</span>
        <span>Kind</span>
        <span className={styles.wide}>Last 90 days</span>
        <span className={styles.number}>Uptime 24 h</span>
        <span className={styles.wide}>Response, last hour</span>
        <span className={styles.number}>Cert.</span>
        <span className={styles.number}>Real traffic</span>
      </div>
      <VirtualList
        label="Monitors"
        items={items}
        keyOf={keyOf}
        rowPx={ROW_PX}
        measured
        renderRow={renderRow}
        selectedKey={selected?.id ?? null}
        onSelect={select}
        onOpen={open}
        isDisabled={isHead}
      />
    </div>
  );
}

const keyOf = ({ key }: BoardItem) => key;
const isHead = (item: BoardItem) => 'head' in item;

const renderRow = (item: BoardItem) =>
  'monitor' in item ? (
    <MonitorLine monitor={item.monitor} />
  ) : (
    <div className={styles.head} data-failing={item.failing || undefined}>
      {item.head}
      <span>{thousands(item.count)}</span>
    </div>
  );
