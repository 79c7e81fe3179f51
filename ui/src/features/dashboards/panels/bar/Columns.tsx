import { cssColor } from '@/core/colors';
import { shareOf } from '../gauge/arc';
import type { BarFigure } from './Bars';
import styles from './BarPanel.module.css';

const LEAST_PX = 34;

/** Bars that stand side by side, each with its value above and its name below. */
export function Columns({ label, figures, width, height }: { label: string; figures: readonly BarFigure[]; width: number; height: number }) {
  const each = Math.max(LEAST_PX, Math.floor(width / Math.max(1, figures.length)));
  return (
    <ul className={styles.columns} aria-label={label} tabIndex={each * figures.length > width + 1 ? 0 : undefined} style={{ height, gridAutoColumns: `minmax(${LEAST_PX}px, 1fr)` }}>
      {figures.map(({ key, name, value, text, colour, ends }) => (
        <li key={key} className={styles.column} title={`${name}: ${text}`}>
          <span className={styles.top}>{text}</span>
          <span className={styles.well} aria-hidden="true">
            <i className={styles.stand} style={{ height: `${value === null ? 0 : shareOf(value, ends) * 100}%`, background: cssColor(colour) }} />
          </span>
          <span className={styles.foot}>{name}</span>
        </li>
      ))}
    </ul>
  );
}
