import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { VirtualOption } from './VirtualOption';
import styles from './VirtualList.module.css';

const TOP_PX = 4;
const OVERSCAN = 12;
/** The next page is fetched when this share of what is there has been scrolled past. */
const FETCH_AHEAD = 0.8;

type Props<Item> = {
  label: string;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  rowPx: number;
  /** What a row shows. No buttons or links: an option of a list cannot hold them. */
  renderRow: (item: Item, selected: boolean) => ReactNode;
  /** Rows as high as what they hold, measured as they come into view; `rowPx` is then the guess. */
  measured?: boolean;
  selectedKey: string | null;
  onSelect: (item: Item | null) => void;
  /** Enter, or a double click. */
  onOpen?: (item: Item) => void;
  /** Rows that are shown but cannot be selected. */
  isDisabled?: (item: Item) => boolean;
  /** The reader came to the first row or left it. */
  onTop?: (atTop: boolean) => void;
  /** Four fifths have been scrolled past: time for the next page. */
  onNearEnd?: () => void;
  className?: string;
};

/** A list of any length as one tab stop: arrows, `j`, `k`, Page, Home and End move the selection, Escape clears it. */
export function VirtualList<Item>(props: Props<Item>) {
  const { label, items, keyOf, rowPx, renderRow, measured = false, selectedKey, onSelect, onOpen, isDisabled, onTop, onNearEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => keyOf(items[index]!),
    overscan: OVERSCAN,
    useFlushSync: false,
  });
  const rows = virtual.getVirtualItems();
  const lastShown = rows.at(-1)?.index ?? 0;

  useEffect(() => {
    if (items.length > 0 && lastShown >= Math.floor(items.length * FETCH_AHEAD)) onNearEnd?.();
  }, [lastShown, items.length, onNearEnd]);
  useEffect(() => virtual.measure(), [measured, rowPx, virtual]);
  const newest = useRef(items);
  newest.current = items;
  // Whoever moves the selection, keys of the page or a link: it comes into view. New rows alone move nothing.
  const known = items.length > 0;
  useEffect(() => {
    const index = selectedKey === null || !known ? -1 : newest.current.findIndex((item) => keyOf(item) === selectedKey);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [selectedKey, known, keyOf, virtual]);

  const move = (by: number) => {
    const current = selectedKey === null ? -1 : items.findIndex((item) => keyOf(item) === selectedKey);
    const direction = Math.sign(by) as 1 | -1;
    let index = Math.max(0, Math.min(current === -1 && by < 0 ? 0 : current + by, items.length - 1));
    while (items[index] !== undefined && isDisabled?.(items[index]!)) index += direction;
    const item = items[index];
    if (item === undefined) return;
    onSelect(item);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowPx) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -items.length, End: items.length };
    const by = steps[event.key];
    const selected = selectedKey === null ? undefined : items.find((item) => keyOf(item) === selectedKey);
    if (by !== undefined) move(by);
    else if (event.key === 'Escape' && selected) onSelect(null);
    else if (event.key === 'Enter' && selected) onOpen?.(selected);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      className={`${styles.list} ${props.className ?? ''}`}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selectedKey !== null && rows.some(({ key }) => key === selectedKey) ? listId + selectedKey : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={onTop && ((event) => onTop(event.currentTarget.scrollTop < TOP_PX))}
    >
      <div className={styles.sizer} style={{ height: virtual.getTotalSize() }} role="presentation">
        {rows.map(({ key, index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <VirtualOption
              key={key}
              id={listId + String(key)}
              index={index}
              count={items.length}
              top={start}
              height={measured ? undefined : rowPx}
              measure={measured ? virtual.measureElement : undefined}
              item={item}
              renderRow={renderRow}
              selected={key === selectedKey}
              disabled={isDisabled?.(item) ?? false}
              onSelect={onSelect}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}
