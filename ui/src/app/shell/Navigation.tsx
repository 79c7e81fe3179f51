import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { usePermissions } from '@/core/permissions';
import { Logo } from './Logo';
import { FOOT, isOn, NAVIGATION, offered, type NavigationPage } from './navigation';
import { ServerFoot } from './ServerFoot';
import styles from './Navigation.module.css';

/** How many pages the bar of a phone holds beside “More”. */
const PHONE_PAGES = 4;

/** The way to every page: at the left, as icons on narrow screens, as a bar below on a phone. */
export function Navigation() {
  const permissions = usePermissions();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const groups = NAVIGATION.map(({ heading, pages }) => ({ heading, pages: offered(pages, permissions) })).filter(({ pages }) => pages.length > 0);
  const foot = offered(FOOT, permissions);
  const main = groups.flatMap(({ pages }) => pages);
  const beyond = [...main.slice(PHONE_PAGES), ...foot];
  const item = (page: NavigationPage, i: number) => (
    <Link
      key={page.label}
      {...page.link}
      className={styles.link}
      title={page.label}
      aria-current={isOn(page, path) ? 'page' : undefined}
      data-on={isOn(page, path) || undefined}
      data-beyond={i >= PHONE_PAGES || undefined}
      activeProps={{}}
    >
      <page.icon size={16} stroke={1.7} aria-hidden="true" />
      <span className={styles.label}>{page.label}</span>
    </Link>
  );
  return (
    <nav className={styles.nav} aria-label="Main">
      <Link to="/" className={styles.brand} tabIndex={-1} aria-hidden="true">
        <Logo />
        <span className={styles.label}>Sardonyx</span>
      </Link>
      {groups.map(({ heading, pages }) => (
        <div key={heading ?? ''} className={styles.group} role="group" aria-label={heading}>
          {heading && <div className={styles.heading} aria-hidden="true">{heading}</div>}
          {pages.map((page) => item(page, main.indexOf(page)))}
        </div>
      ))}
      <div className={styles.foot}>
        {foot.map((page) => item(page, PHONE_PAGES))}
        <ServerFoot />
      </div>
      <Menu position="top-end" width={200}>
        <Menu.Target>
          <button type="button" className={styles.more} data-on={beyond.some((page) => isOn(page, path)) || undefined}>
            <IconDots size={16} stroke={1.7} aria-hidden="true" />
            <span className={styles.label}>More</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {beyond.map((page) => (
            <Menu.Item key={page.label} className={styles.beyond} renderRoot={(props) => <Link {...page.link} {...props} />} leftSection={<page.icon size={16} stroke={1.7} />}>
              {page.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
