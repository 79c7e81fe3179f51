import { useId, useRef, type KeyboardEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { isGap } from '@/api/stream/tailBuffer';
import type { Zone } from '@/core/time';
import { LogLine } from './LogLine';
import type { LogLineItem, LogLineRow } from './types';
import styles from './LogLines.module.css';

const ROW_PX = 22;
const TOP_PX = 4;

type Props<Row extends LogLineRow> = {
  label: string;
  /** Newest first. */
  items: readonly LogLineItem<Row>[];
  zone: Zone;
  selected: Row | null;
  onSelect: (row: Row | null) => void;
  /** The reader scrolled to the newest line or away from it. */
  onTop?: (atTop: boolean) => void;
};

/** A virtual list of log records: one tab stop, arrows or `j` and `k` move the selection, Escape clears it. */
export function LogLines<Row extends LogLineRow>({ label, items, zone, selected, onSelect, onTop }: Props<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => items[index]!.id,
    overscan: 12,
    useFlushSync: false,
  });

  const step = (direction: 1 | -1) => {
    let index = selected ? items.findIndex((item) => item.id === selected.id) : -1;
    do index += direction;
    while (items[index] && isGap(items[index]!));
    const next = items[index];
    if (!next || isGap(next)) return;
    onSelect(next);
    virtual.scrollToIndex(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const down = event.key === 'ArrowDown' || event.key === 'j';
    const up = event.key === 'ArrowUp' || event.key === 'k';
    if (event.key === 'Escape') onSelect(null);
    if (!down && !up) return;
    event.preventDefault();
    step(down ? 1 : -1);
  };

  return (
    <div
      ref={box}
      className={styles.list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selected ? `${listId}${selected.id}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => onTop?.(event.currentTarget.scrollTop < TOP_PX)}
    >
      <div className={styles.sizer} style={{ height: virtual.getTotalSize() }} role="presentation">
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const item = items[index]!;
          if (isGap(item)) {
            return (
              <div key={key} className={styles.gap} style={{ transform: `translateY(${start}px)` }} role="option" aria-selected={false} aria-disabled="true">
                {item.gap}
              </div>
            );
          }
          return <LogLine key={key} id={`${listId}${item.id}`} row={item} top={start} zone={zone} selected={selected?.id === item.id} onSelect={onSelect} />;
        })}
      </div>
    </div>
  );
}
