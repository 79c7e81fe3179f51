import { Menu } from '@mantine/core';
import { IconFlag3 } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { Annotation } from '../model/dashboard';
import { useBoard } from './BoardContext';

/** Which marks the charts carry: what changed, alerts, and what the document asks for. */
export function MarksMenu({ annotations, off }: { annotations: readonly Annotation[]; off: ReadonlySet<string> }) {
  const { patch } = useBoard();
  if (annotations.length === 0) return null;
  const isOn = ({ name, enabled }: Annotation) => enabled !== off.has(name);
  const toggle = (name: string) => {
    const next = off.has(name) ? [...off].filter((each) => each !== name) : [...off, name];
    patch({ marks: next.join(',') || undefined });
  };
  const on = annotations.filter(isOn).length;
  return (
    <Menu position="bottom-start" width={200} closeOnItemClick={false}>
      <Menu.Target>
        <Control title="Marks on charts" aria-label={`Marks on charts: ${on} of ${annotations.length} shown`}>
          <IconFlag3 size={14} />
          Marks {on < annotations.length ? `${on}/${annotations.length}` : ''}
        </Control>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Marks on charts</Menu.Label>
        {annotations.map((annotation) => (
          <Menu.CheckboxItem key={annotation.name} checked={isOn(annotation)} onChange={() => toggle(annotation.name)}>
            {annotation.name}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
