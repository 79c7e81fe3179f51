import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';

type Props<Item> = { name: string; items: readonly Item[]; at: number; onChange: (items: Item[]) => void; fixed?: boolean };

/** Moves an item of a list, or takes it away. */
export function RowTools<Item>({ name, items, at, onChange, fixed = false }: Props<Item>) {
  const move = (by: 1 | -1) => {
    const next = [...items];
    [next[at], next[at + by]] = [next[at + by]!, next[at]!];
    onChange(next);
  };
  return (
    <>
      {!fixed && items.length > 1 && (
        <>
          <Control quiet aria-label={`Move ${name} up`} disabled={at === 0} onClick={() => move(-1)}>
            <IconArrowUp size={13} />
          </Control>
          <Control quiet aria-label={`Move ${name} down`} disabled={at === items.length - 1} onClick={() => move(1)}>
            <IconArrowDown size={13} />
          </Control>
        </>
      )}
      <Control quiet aria-label={`Remove ${name}`} onClick={() => onChange(items.filter((_, i) => i !== at))}>
        <IconTrash size={13} />
      </Control>
    </>
  );
}

/** The list with one of its items changed. */
export const replaced = <Item,>(items: readonly Item[], at: number, change: Partial<Item>): Item[] => items.map((item, i) => (i === at ? { ...item, ...change } : item));
