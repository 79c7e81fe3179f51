import { memo, useMemo, type MouseEvent } from 'react';
import { formatValue, type Unit } from '@/core/format';
import type { LegendRow } from './figures';
import { nextHidden } from './nextHidden';
import styles from './LegendTable.module.css';

type Props = {
  rows: readonly LegendRow[];
  unit: Unit;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  onFocus: (key: string | null) => void;
};

const FIGURES = ['last', 'mean', 'min', 'max'] as const;

/** The legend of many series: largest first, with their figures. Clicks do what they do in the short legend. */
export const LegendTable = memo(function LegendTable({ rows, unit, hidden, onHide, onFocus }: Props) {
  const sorted = useMemo(() => rows.toSorted((a, b) => (b.max ?? -Infinity) - (a.max ?? -Infinity)), [rows]);
  const choose = (key: string, event: MouseEvent) => onHide(nextHidden(rows.map((row) => row.key), hidden, key, event.metaKey || event.ctrlKey));
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Legend" onMouseLeave={() => onFocus(null)}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Series</th>
            {FIGURES.map((figure) => (
              <th key={figure} scope="col">
                {figure}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={row.key} data-hidden={hidden.has(row.key) || undefined} onMouseEnter={() => onFocus(row.key)}>
              <th scope="row">
                <button type="button" className={styles.name} aria-pressed={!hidden.has(row.key)} onClick={(event) => choose(row.key, event)}>
                  <i className={styles.swatch} style={{ background: `var(${row.color})` }} />
                  {row.label}
                </button>
              </th>
              {FIGURES.map((figure) => (
                <td key={figure}>{formatValue(row[figure], unit)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
