import type { ReactNode } from 'react';
import { formatValue, type Unit } from '@/core/format';
import styles from './Bars.module.css';

export type Bar = {
  key: string;
  label: ReactNode;
  value: number;
  /** In grey after the value, e.g. a count. */
  note?: string;
  /** A token; the accent when not given. */
  color?: string;
};

type Props = {
  label: string;
  bars: readonly Bar[];
  unit: Unit;
  /** What a full bar means; the largest value when not given. */
  top?: number;
};

/** A ranked list: each row a name, a bar in proportion, and the number itself. */
export function Bars({ label, bars, unit, top = Math.max(0, ...bars.map((bar) => bar.value)) }: Props) {
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={styles.row}>
          <span className={styles.label}>{bar.label}</span>
          <span className={styles.track} aria-hidden="true">
            <i className={styles.fill} style={{ width: `${top > 0 ? (bar.value / top) * 100 : 0}%`, background: `var(${bar.color ?? '--s1'})` }} />
          </span>
          <span className={styles.value}>
            {formatValue(bar.value, unit)}
            {bar.note && <span className={styles.note}>{bar.note}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
