import type { ReactNode } from 'react';
import styles from './StatTile.module.css';

/** A row of tiles: all of one width, two abreast on a phone. */
export function StatTiles({ children }: { children: ReactNode }) {
  return <div className={styles.tiles}>{children}</div>;
}
