import { memo, type ReactNode } from 'react';
import styles from './VirtualList.module.css';

type Props<Item> = {
  id: string;
  index: number;
  count: number;
  top: number;
  height?: number;
  measure?: (element: Element | null) => void;
  item: Item;
  renderRow: (item: Item, selected: boolean) => ReactNode;
  selected: boolean;
  disabled: boolean;
  onSelect: (item: Item) => void;
  onOpen?: (item: Item) => void;
};

function VirtualOptionOf<Item>({ id, index, count, top, height, measure, item, renderRow, selected, disabled, onSelect, onOpen }: Props<Item>) {
  return (
    <div
      id={id}
      ref={measure}
      data-index={index}
      className={styles.option}
      style={{ transform: `translateY(${top}px)`, height }}
      role="option"
      aria-selected={selected}
      aria-disabled={disabled || undefined}
      aria-posinset={index + 1}
      aria-setsize={count}
      onClick={disabled ? undefined : () => onSelect(item)}
      onDoubleClick={disabled || !onOpen ? undefined : () => onOpen(item)}
    >
      {renderRow(item, selected)}
    </div>
  );
}

/** One place of the list; rendered again only when something of its own changed. */
export const VirtualOption = memo(VirtualOptionOf) as typeof VirtualOptionOf;
