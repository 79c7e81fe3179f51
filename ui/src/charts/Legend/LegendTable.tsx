import { memo, useMemo, useRef, useState, type MouseEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { cssColor } from '@/core/colors';
import type { Calculation } from '@/core/calculations';
import { formatValue, type Unit } from '@/core/format';
import { FIGURES, type LegendRow } from './figures';
import { nextHidden } from './nextHidden';
import { nextLegendSort, sortLegend, type LegendSort } from './sortLegend';
import styles from './LegendTable.module.css';

type Props = {
  rows: readonly LegendRow[];
  unit: Unit;
  /** The columns. */
  figures?: readonly Calculation[];
  /** The order until a heading is clicked: by the largest where that is shown. */
  sort?: LegendSort;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  onFocus: (key: string | null) => void;
  /** How high the list may grow, in px, before it scrolls. */
  maxHeight?: number;
};

const ROW_PX = 24;
const PHONE_ROW_PX = 44;
/** Longer lists draw only the rows in view. */
const VIRTUAL_FROM = 60;
const MAX_FIRST: LegendSort = { by: 'max', descending: true };

/** The legend of many series with their figures, largest first until a heading is clicked. Clicks on names do what they do in the short legend. */
export const LegendTable = memo(function LegendTable({ rows, unit, figures = FIGURES, sort: begin = MAX_FIRST, hidden, onHide, onFocus, maxHeight }: Props) {
  const [sort, setSort] = useState(begin);
  const sorted = useMemo(() => sortLegend(rows, sort), [rows, sort]);
  const scroll = useRef<HTMLDivElement>(null);
  const rowPx = matchMedia('(max-width: 820px)').matches ? PHONE_ROW_PX : ROW_PX;
  const virtual = sorted.length >= VIRTUAL_FROM;
  const virtualizer = useVirtualizer({ count: virtual ? sorted.length : 0, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 10, useFlushSync: false });
  const items = virtualizer.getVirtualItems();
  const first = virtual ? (items[0]?.index ?? 0) : 0;
  const past = virtual ? (items.at(-1)?.index ?? -1) + 1 : sorted.length;
  const choose = (key: string, event: MouseEvent) => onHide(nextHidden(rows.map((row) => row.key), hidden, key, event.metaKey || event.ctrlKey));
  return (
    <div ref={scroll} className={styles.scroll} style={{ maxHeight }} tabIndex={0} role="region" aria-label="Legend" onMouseLeave={() => onFocus(null)}>
      <table className={styles.table} aria-rowcount={sorted.length + 1}>
        <thead>
          <tr>
            {(['label', ...figures] as const).map((figure) => (
              <Head key={figure} figure={figure} sort={sort} onSort={() => setSort(nextLegendSort(sort, figure))} />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <Space height={first * rowPx} />}
          {sorted.slice(first, past).map((row, i) => (
            <tr key={row.key} aria-rowindex={first + i + 2} data-hidden={hidden.has(row.key) || undefined} onMouseEnter={() => onFocus(row.key)}>
              <th scope="row">
                <button type="button" className={styles.name} aria-pressed={!hidden.has(row.key)} title={row.title} onClick={(event) => choose(row.key, event)}>
                  <i className={styles.swatch} style={{ background: cssColor(row.color) }} />
                  <span className={styles.label}>{row.label}</span>
                </button>
              </th>
              {figures.map((figure) => (
                <td key={figure}>{figure === 'count' ? formatValue(row.figures.count, 'short') : formatValue(row.figures[figure], row.unit ?? unit, row.decimals)}</td>
              ))}
            </tr>
          ))}
          {past < sorted.length && <Space height={(sorted.length - past) * rowPx} />}
        </tbody>
      </table>
    </div>
  );
});

function Head({ figure, sort, onSort }: { figure: LegendSort['by']; sort: LegendSort; onSort: () => void }) {
  const sorted = sort.by === figure ? (sort.descending ? 'descending' : 'ascending') : undefined;
  const Arrow = sorted === 'ascending' ? IconArrowUp : IconArrowDown;
  return (
    <th scope="col" aria-sort={sorted}>
      <button type="button" className={styles.sort} data-on={sorted !== undefined || undefined} onClick={onSort}>
        {figure === 'label' ? 'Series' : figure}
        <Arrow size={11} aria-hidden="true" />
      </button>
    </th>
  );
}

/** Stands for the rows out of view. */
function Space({ height }: { height: number }) {
  return (
    <tr aria-hidden="true">
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}
