import { useStatus } from '@/api/useStatus';
import styles from './ServerState.module.css';

/** Silent while all is well; says so when the server stops answering, because every number on the page is old then. */
export function ServerState() {
  const { error } = useStatus();
  return (
    <span role="status" className={styles.state}>
      {error && (
        <span className={styles.lost} data-tone="error">
          Server not answering, trying again
        </span>
      )}
    </span>
  );
}
