import { formatValue } from '@/core/format';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { VantageView } from '../api/types';
import { stateSeverity, stateWord } from '../model/state';
import styles from './Vantages.module.css';

/** What each vantage point saw last. */
export function Vantages({ vantages }: { vantages: readonly VantageView[] }) {
  return (
    <ul className={styles.list} aria-label="Vantage points">
      {vantages.map(({ name, outcome, at, seconds, message }) => (
        <li key={name} className={styles.item}>
          <span className={styles.name}>{name === 'here' ? 'this server' : name}</span>
          <StatusBadge severity={stateSeverity(outcome)}>{stateWord(outcome)}</StatusBadge>
          <span className={styles.seconds}>{formatValue(seconds, 's')}</span>
          <span className={styles.at}><Timestamp at={at} mode="relative" /></span>
          {message && <span className={styles.message}>{message}</span>}
        </li>
      ))}
    </ul>
  );
}
