import { Menu } from '@mantine/core';
import { IconFolderSymlink } from '@tabler/icons-react';
import { movePanelTo, sectionOf } from '../model/edit';
import { useBoard, useDocument } from './BoardContext';

/** The other sections a panel can go to, as entries of its menu. */
export function MoveTo({ panel }: { panel: number }) {
  const { change } = useBoard();
  const dashboard = useDocument();
  const own = sectionOf(dashboard, panel);
  return dashboard.sections.map(({ title }, index) =>
    index === own ? null : (
      <Menu.Item key={index} leftSection={<IconFolderSymlink size={14} />} onClick={() => change((now) => movePanelTo(now, panel, index))}>
        Move to {title || 'the untitled section'}
      </Menu.Item>
    ),
  );
}
