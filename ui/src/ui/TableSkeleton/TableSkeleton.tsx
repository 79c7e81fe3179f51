import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './TableSkeleton.module.css';

/** Rows of a table that is on its way. */
export function TableSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div className={styles.rows}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={16} />
      ))}
    </div>
  );
}
