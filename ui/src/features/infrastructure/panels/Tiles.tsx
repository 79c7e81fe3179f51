import { StatTile } from '@/ui/StatTile/StatTile';
import type { Of } from './model/fill';
import styles from './Tiles.module.css';
import type { TileSpec } from './types';
import { useHistories } from './useHistories';

/** The figures above a page's charts, narrower than those of the overview: six in a row. */
export function Tiles({ tiles, histories, of }: { tiles: readonly TileSpec[]; histories: Readonly<Record<string, string>>; of: Of }) {
  const past = useHistories(histories, of);
  return (
    <div className={styles.tiles}>
      {tiles.map(({ history, ...tile }) => (
        <StatTile key={tile.label} {...tile} history={history ? (past.data?.[history]?.[0]?.values ?? []) : undefined} slots={30} />
      ))}
    </div>
  );
}
