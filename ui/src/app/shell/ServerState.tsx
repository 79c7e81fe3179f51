import { useEffect, useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useStatus } from '@/api/useStatus';
import styles from './ServerState.module.css';

/** Silent while all is well; says so when the server stops answering, because every number on the page is old then. */
export function ServerState() {
  const { error, isSuccess } = useStatus();
  const queries = useQueryClient();
  const wasLost = useRef(false);
  useEffect(() => {
    if (error) wasLost.current = true;
    // It is back: whatever failed or grew old meanwhile is asked for again.
    if (isSuccess && wasLost.current) {
      wasLost.current = false;
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'status' });
    }
  }, [error, isSuccess, queries]);
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
