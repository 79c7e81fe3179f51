import type { MouseEvent, ReactNode } from 'react';
import { Menu } from '@mantine/core';
import type { PanelLink } from '../model/dashboard';
import type { Scope } from '../model/interpolation';
import { linkTo } from '../model/ways';
import { useBoard } from './BoardContext';
import { useFollowInside } from './followInside';

/** Links of a panel or dashboard as entries of a menu. Those into the product keep to the page, others open beside it. */
export function PanelLinks({ links, scope, icon }: { links: readonly PanelLink[]; scope: Scope; icon: ReactNode }) {
  const given = useGiven();
  const follow = useFollowInside();
  const followed = links.flatMap((link) => linkTo(link, scope, given) ?? []);
  if (followed.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      {followed.map(({ title, url, newTab }) => {
        const inside = url.startsWith('/') && !newTab;
        return (
          <Menu.Item
            key={url + title}
            leftSection={icon}
            component="a"
            href={url}
            {...(inside ? { onClick: (event: MouseEvent) => follow(event, url) } : { target: '_blank', rel: 'noreferrer noopener' })}
          >
            {title}
          </Menu.Item>
        );
      })}
    </>
  );
}

/** What addresses may name besides variables: the page's range. */
function useGiven(): Record<string, string> {
  const { time } = useBoard();
  const { from, to } = time.range;
  return { __from: from, __to: to, __url_time_range: `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}` };
}
