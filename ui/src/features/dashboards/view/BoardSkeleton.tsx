import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './Board.module.css';

/** The shape of a dashboard. */
export function BoardSkeleton() {
  return (
    <div className={styles.page} aria-busy="true">
      <div className={styles.waiting}>
        {['a', 'b', 'c', 'd'].map((key) => (
          <Skeleton key={key} height={144} />
        ))}
      </div>
      <div className={styles.waiting}>
        {['a', 'b'].map((key) => (
          <Skeleton key={key} height={296} />
        ))}
      </div>
    </div>
  );
}
