import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import type { ConditionView } from '../api/types';
import styles from './Conditions.module.css';

/** What had to hold, whether it did, and what was seen. */
export const Conditions = ({ conditions }: { conditions: readonly ConditionView[] }) => (
  <ul className={styles.list} aria-label="Conditions">
    {conditions.map(({ text, held, seen, degrades }) => (
      <li key={text} className={styles.item} data-tone={held ? undefined : degrades ? 'warning' : 'error'}>
        <StatusShape severity={held ? 'ok' : degrades ? 'warning' : 'error'} />
        <code className={styles.text}>{text}</code>
        <span className={styles.held}>{held ? 'held' : degrades ? 'did not hold: degraded' : 'did not hold'}</span>
        <span className={styles.seen}>{seen && <>seen <code>{seen}</code></>}</span>
      </li>
    ))}
  </ul>
);
