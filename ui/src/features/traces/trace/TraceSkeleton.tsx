import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './TraceSkeleton.module.css';

const ROWS = [96, 62, 48, 55, 30, 70, 41, 26, 52, 36];

/** The shape of a trace while it loads. */
export function TraceSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true" aria-label="Loading the trace">
      <Skeleton height={36} width="60%" />
      <Skeleton height={44} />
      {ROWS.map((width, i) => (
        <Skeleton key={i} height={14} width={`${width}%`} />
      ))}
    </div>
  );
}
