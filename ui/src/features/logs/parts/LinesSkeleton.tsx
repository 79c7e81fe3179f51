import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './LinesSkeleton.module.css';

const LINES = 18;

/** Lines to come. */
export function LinesSkeleton() {
  return (
    <div className={styles.lines}>
      {Array.from({ length: LINES }, (_, i) => (
        <Skeleton key={i} height={12} width={`${60 + ((i * 17) % 35)}%`} />
      ))}
    </div>
  );
}
