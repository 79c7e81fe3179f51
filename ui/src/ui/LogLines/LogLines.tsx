import { useCallback } from 'react';
import { isGap } from '@/api/stream/tailBuffer';
import type { Zone } from '@/core/time';
import { VirtualList } from '@/ui/VirtualList/VirtualList';
import { LogLine } from './LogLine';
import type { LogLineItem, LogLineRow } from './types';
import styles from './LogLines.module.css';

const ROW_PX = 22;
const NONE: readonly string[] = [];
const UNMARKED: ReadonlySet<string> = new Set();

type Props<Row extends LogLineRow> = {
  label: string;
  items: readonly LogLineItem<Row>[];
  zone: Zone;
  selected: Row | null;
  onSelect: (row: NoInfer<Row> | null) => void;
  onOpen?: (row: Row) => void;
  /** The reader scrolled to the first line or away from it. */
  onTop?: (atTop: boolean) => void;
  /** Time to fetch more. */
  onNearEnd?: () => void;
  /** Fields shown between service and message, and how to read one of a row. */
  columns?: readonly string[];
  cellOf?: (row: Row, column: string) => string;
  /** Long messages go on over several lines instead of being cut. */
  wrap?: boolean;
  /** Ids of lines that are ticked. */
  marked?: ReadonlySet<string>;
  /** What was searched for: marked where it occurs in a message. */
  terms?: readonly string[];
};

/** A virtual list of log records: one tab stop, arrows or `j` and `k` move the selection, Escape clears it. */
export function LogLines<Row extends LogLineRow>(props: Props<Row>) {
  const { label, items, zone, selected, onSelect, onOpen, onTop, onNearEnd, columns = NONE, cellOf, wrap = false, marked = UNMARKED, terms } = props;
  const renderRow = useCallback(
    (item: LogLineItem<Row>) =>
      isGap(item) ? <div className={styles.gap}>{item.gap}</div> : <LogLine row={item} zone={zone} columns={columns} cellOf={cellOf} wrap={wrap} marked={marked.has(item.id)} terms={terms} />,
    [zone, columns, cellOf, wrap, marked, terms],
  );
  const select = useCallback((item: LogLineItem<Row> | null) => onSelect(item === null || isGap(item) ? null : item), [onSelect]);
  const open = useCallback((item: LogLineItem<Row>) => !isGap(item) && onOpen?.(item), [onOpen]);
  return (
    <VirtualList
      label={label}
      items={items}
      keyOf={idOf}
      rowPx={ROW_PX}
      measured={wrap}
      renderRow={renderRow}
      selectedKey={selected?.id ?? null}
      onSelect={select}
      onOpen={open}
      isDisabled={isGap}
      onTop={onTop}
      onNearEnd={onNearEnd}
    />
  );
}

const idOf = (item: { id: string }) => item.id;
