import { cssColor } from '@/core/colors';
import type { Ends } from '../reduce/thresholds';
import { shareOf } from '../gauge/arc';
import styles from './BarPanel.module.css';

/** A bar: how far it reaches between its ends, and the words of its value. */
export type BarFigure = { key: string; name: string; value: number | null; text: string; colour: string; ends: Ends };

const LEAST_ROW_PX = 24;
const MOST_ROW_PX = 44;

/** Bars that lie, one below the other, each with its name and value. */
export function Bars({ label, figures, height }: { label: string; figures: readonly BarFigure[]; height: number }) {
  const row = Math.min(MOST_ROW_PX, Math.max(LEAST_ROW_PX, Math.floor(height / Math.max(1, figures.length))));
  return (
    <ul className={styles.bars} aria-label={label} tabIndex={row * figures.length > height ? 0 : undefined} style={{ height, gridAutoRows: row }}>
      {figures.map(({ key, name, value, text, colour, ends }) => (
        <li key={key} className={styles.row} title={`${name}: ${text}`}>
          <span className={styles.name}>{name}</span>
          <span className={styles.track} aria-hidden="true">
            <i className={styles.fill} style={{ width: `${value === null ? 0 : shareOf(value, ends) * 100}%`, background: cssColor(colour) }} />
          </span>
          <span className={styles.value}>{text}</span>
        </li>
      ))}
    </ul>
  );
}
