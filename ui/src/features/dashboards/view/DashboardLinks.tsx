import { Menu } from '@mantine/core';
import { IconLayoutDashboard } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { dashboardLink } from '@/core/links';
import { Control } from '@/ui/Control/Control';
import { useDashboards } from '../data/api';
import type { PanelLink } from '../model/dashboard';
import { useDocument } from './BoardContext';

/** The dashboards that carry all tags of a link. */
export function DashboardLinks({ link }: { link: PanelLink }) {
  const dashboard = useDocument();
  const { data } = useDashboards();
  const found = data?.items.filter(({ uid, tags, available }) => available && uid !== dashboard.uid && link.tags.every((tag) => tags.includes(tag))) ?? [];
  if (found.length === 0) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Control>
          <IconLayoutDashboard size={14} />
          {link.title || link.tags.join(', ')}
        </Control>
      </Menu.Target>
      <Menu.Dropdown>
        {found.map(({ uid, title }) => (
          <Menu.Item key={uid} renderRoot={(props) => <Link {...dashboardLink(uid)} {...props} />}>
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
