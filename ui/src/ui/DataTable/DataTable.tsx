import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ColumnChooser } from './ColumnChooser';
import { HeaderCell } from './HeaderCell';
import { nextSort, sortRows } from './sortRows';
import type { Column, Sort } from './types';
import { useColumns } from './useColumns';
import styles from './DataTable.module.css';

export type { Column, Sort } from './types';

type Props<Row> = {
  /** What the table is called, for people who don't see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Opens a row: click, or Enter on it. */
  onRow?: (row: Row) => void;
  /** The row that is open beside the table. */
  selected?: string;
  empty?: ReactNode;
  /** The order at first, or always when `onSort` keeps it (in the URL, for example). */
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Under this name the browser keeps which columns are chosen; without it there is nothing to choose. */
  chooser?: string;
  /** The tone of a row in trouble or out of use. */
  rowTone?: (row: Row) => 'error' | 'warning' | 'off' | undefined;
  /** Columns keep their widths and long texts give way, down to this width of the whole table in px; below it scrolls sideways. */
  leastWidth?: number;
  /** Fills a flex column and scrolls inside; otherwise as high as its rows, up to 60 % of the window. */
  fill?: boolean;
};

const ROW_PX = 32;
const VIRTUAL_FROM = 100;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

/** A table that sorts, lets columns be chosen, and draws only the rows in view. Arrows or j k move between rows, Enter opens. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, onRow, selected, empty, onSort, chooser, rowTone, leastWidth, fill = false } = props;
  const [ownSort, setOwnSort] = useState(props.sort);
  const sort = onSort ? props.sort : ownSort;
  const { shown, isShown, toggle } = useColumns(chooser ?? label, columns);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const [active, setActive] = useState<string>();
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = sorted.length >= VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: virtual ? sorted.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const first = virtual ? (items[0]?.index ?? 0) : 0;
  const past = virtual ? (items.at(-1)?.index ?? -1) + 1 : sorted.length;
  const tabStop = sorted.some((row) => rowKey(row) === active) ? active : sorted[0] && rowKey(sorted[0]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!onRow || !(event.target as HTMLElement).matches('tr')) return;
    const at = sorted.findIndex((row) => rowKey(row) === tabStop);
    const current = sorted[at];
    if (event.key === 'Enter' && current) return onRow(current);
    const step = STEPS[event.key];
    const next = step === undefined ? undefined : sorted[at + step];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    setActive(rowKey(next));
    if (virtual) virtualizer.scrollToIndex(at + step!);
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`tr[aria-rowindex="${at + step! + 2}"]`)?.focus());
  };
  if (sorted.length === 0 && empty) return <>{empty}</>;
  return (
    <div className={styles.frame} data-fill={fill || undefined}>
      {chooser && (
        <span className={styles.tools}>
          <ColumnChooser columns={columns} isShown={isShown} onToggle={toggle} />
        </span>
      )}
      <div ref={scroll} className={styles.scroll} tabIndex={onRow ? -1 : 0} role="region" aria-label={label} onKeyDown={onKeyDown}>
        <table className={styles.table} aria-label={label} aria-rowcount={sorted.length + 1} data-fixed={virtual || leastWidth !== undefined || undefined} style={{ minWidth: leastWidth }} data-chooser={chooser ? true : undefined}>
          <thead>
            <tr aria-rowindex={1}>
              {shown.map((column) => (
                <HeaderCell
                  key={column.id}
                  column={column}
                  sort={sort}
                  onSort={() => (onSort ?? setOwnSort)(nextSort(sort, column))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {virtual && first > 0 && <Space height={first * ROW_PX} />}
            {sorted.slice(first, past).map((row, i) => {
              const key = rowKey(row);
              return (
                <tr
                  key={key}
                  aria-rowindex={first + i + 2}
                  aria-selected={onRow ? key === selected : undefined}
                  data-open={onRow ? true : undefined}
                  data-tone={rowTone?.(row)}
                  tabIndex={onRow ? (key === tabStop ? 0 : -1) : undefined}
                  onFocus={() => setActive(key)}
                  onClick={onRow && ((event) => !isOwn(event.target) && onRow(row))}
                >
                  {shown.map((column) => (
                    <td key={column.id} data-align={column.align}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
            {virtual && past < sorted.length && <Space height={(sorted.length - past) * ROW_PX} />}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** A click on something that acts by itself is not a click on the row. */
const isOwn = (target: EventTarget) => (target as Element).closest('a, button, input, select, label') !== null;

/** Stands for the rows out of view. */
function Space({ height }: { height: number }) {
  return (
    <tr aria-hidden="true" className={styles.space}>
      <td style={{ height }} />
    </tr>
  );
}
