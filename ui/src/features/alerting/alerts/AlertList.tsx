import { useCallback } from 'react';
import { formatValue } from '@/core/format';
import { severityWord } from '@/core/severity';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { VirtualList } from '@/ui/VirtualList/VirtualList';
import { ALERT_STATES, stateWord, tellingLabels, type AlertItem, type Listed } from '../model/alerts';
import styles from './AlertList.module.css';

const ROW_PX = 34;

type Props = { items: readonly AlertItem[]; selected: string | null; onSelect: (key: string | undefined) => void };

/** Alerts under the head of their rule: one list, of which only what is in view is drawn. */
export function AlertList({ items, selected, onSelect }: Props) {
  const select = useCallback((item: AlertItem | null) => onSelect(item && 'alert' in item ? item.key : undefined), [onSelect]);
  return (
    <div className={styles.frame}>
      <VirtualList label="Alerts" items={items} keyOf={keyOf} rowPx={ROW_PX} measured renderRow={renderRow} selectedKey={selected} onSelect={select} isDisabled={isHead} />
    </div>
  );
}

const keyOf = ({ key }: AlertItem) => key;
const isHead = (item: AlertItem) => 'head' in item;
const renderRow = (item: AlertItem) => ('alert' in item ? <AlertRow listed={item} /> : <Head item={item} />);

function Head({ item: { head, severity, counts } }: { item: Extract<AlertItem, { head: unknown }> }) {
  const said = ALERT_STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${stateWord(state)}`);
  return (
    <div className={styles.head}>
      <StatusBadge severity={severity}>{severityWord(severity)}</StatusBadge>
      <b>{head.name}</b>
      <span>{said.join(', ')}</span>
      {head.search && <span className={styles.kind}>search of {head.search.signal}</span>}
    </div>
  );
}

function AlertRow({ listed }: { listed: Listed }) {
  const { alert, severity } = listed;
  const labels = tellingLabels(listed);
  return (
    <div className={styles.row}>
      <span className={styles.state} data-state={alert.state}>
        <StatusShape severity={alert.state === 'firing' ? severity : 'unknown'} />
        {stateWord(alert.state)}
      </span>
      <span className={styles.what}>
        {alert.annotations.summary && <span className={styles.summary}>{alert.annotations.summary}</span>}
        <span className={styles.labels}>
          {labels.map(([name, value]) => (
            <span key={name} className={styles.label}>
              <i>{name}</i> {value}
            </span>
          ))}
        </span>
      </span>
      <span className={styles.value}>{formatValue(alert.value, 'short')}</span>
      <span className={styles.since}>
        <Timestamp at={alert.active_at} mode="relative" />
      </span>
    </div>
  );
}
