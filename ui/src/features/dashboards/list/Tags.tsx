import { Menu } from '@mantine/core';
import { IconTag, IconX } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';

type Props = { tags: readonly string[]; value: string | undefined; onChange: (tag: string | undefined) => void };

/** Narrows the list to a tag. */
export function Tags({ tags, value, onChange }: Props) {
  if (value !== undefined) {
    return (
      <Control active onClick={() => onChange(undefined)} aria-label={`Tag ${value}: show all again`}>
        <IconTag size={14} />
        {value}
        <IconX size={12} />
      </Control>
    );
  }
  if (tags.length === 0) return null;
  return (
    <Menu position="bottom-start" width={180}>
      <Menu.Target>
        <Control>
          <IconTag size={14} />
          Tags
        </Control>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
        {tags.map((tag) => (
          <Menu.Item key={tag} onClick={() => onChange(tag)}>
            {tag}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
