import { IconAlertTriangle } from '@tabler/icons-react';
import { describeError } from '@/api/problem';
import { Control } from '@/ui/Control/Control';
import styles from './Failure.module.css';

/** A panel that could not be loaded: the server's own words and a way to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { title, detail } = describeError(error);
  return (
    <div className={styles.failure} role="alert">
      <IconAlertTriangle size={20} stroke={1.7} className={styles.icon} aria-hidden="true" />
      <p className={styles.title}>{title}</p>
      {detail && <p className={styles.detail}>{detail}</p>}
      <Control onClick={onRetry}>Try again</Control>
    </div>
  );
}
