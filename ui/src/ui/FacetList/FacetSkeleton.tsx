import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './FacetList.module.css';

const LINES = ['70%', '88%', '60%', '76%', '52%', '84%'];

export function FacetSkeleton() {
  return (
    <div className={styles.skeleton}>
      {LINES.map((width) => (
        <Skeleton key={width} height={12} width={width} />
      ))}
    </div>
  );
}
