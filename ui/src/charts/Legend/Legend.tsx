import { memo, type MouseEvent } from 'react';
import { cssColor } from '@/core/colors';
import { nextHidden } from './nextHidden';
import styles from './Legend.module.css';

export type LegendItem = { key: string; label: string; color: string; figure?: string };

type Props = {
  items: LegendItem[];
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  onFocus: (key: string | null) => void;
};

/** Click shows only this series (again: all), Ctrl or ⌘ and click switches it, hovering brings it forward. */
export const Legend = memo(function Legend({ items, hidden, onHide, onFocus }: Props) {
  const keys = items.map((item) => item.key);
  const choose = (key: string, event: MouseEvent) => onHide(nextHidden(keys, hidden, key, event.metaKey || event.ctrlKey));
  return (
    <div className={styles.legend} onMouseLeave={() => onFocus(null)}>
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          className={styles.item}
          aria-pressed={!hidden.has(item.key)}
          onMouseEnter={() => onFocus(item.key)}
          onClick={(event) => choose(item.key, event)}
        >
          <i className={styles.swatch} style={{ background: cssColor(item.color) }} />
          {item.label}
          {item.figure && <span className={styles.figure}>{item.figure}</span>}
        </button>
      ))}
    </div>
  );
});
