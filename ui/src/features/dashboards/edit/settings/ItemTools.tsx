import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';

type Props<Item> = { name: string; items: readonly Item[]; index: number; onChange: (items: Item[]) => void };

/** Order and removal of one of several. */
export function ItemTools<Item>({ name, items, index, onChange }: Props<Item>) {
  const swap = (by: -1 | 1) => {
    const next = [...items];
    [next[index], next[index + by]] = [next[index + by]!, next[index]!];
    onChange(next);
  };
  return (
    <>
      <Control quiet aria-label={`Move ${name} up`} disabled={index === 0} onClick={() => swap(-1)}>
        <IconArrowUp size={13} />
      </Control>
      <Control quiet aria-label={`Move ${name} down`} disabled={index === items.length - 1} onClick={() => swap(1)}>
        <IconArrowDown size={13} />
      </Control>
      <Control quiet aria-label={`Remove ${name}`} onClick={() => onChange(items.filter((_, i) => i !== index))}>
        <IconTrash size={13} />
      </Control>
    </>
  );
}
