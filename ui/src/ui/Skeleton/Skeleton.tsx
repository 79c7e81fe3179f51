import styles from './Skeleton.module.css';

/** A grey shape in the place of what is loading. Appears after 200 ms: quick answers show no flicker. */
export function Skeleton({ height, width = '100%' }: { height: number; width?: number | string }) {
  return <span className={styles.skeleton} style={{ height, width }} aria-hidden="true" />;
}
