import { IconActivityHeartbeat, IconBell, IconChartLine, IconFlame, IconHome, IconLayoutDashboard, IconListSearch, IconPlugConnected, IconRoute, IconServer2, IconSettings, IconTopologyStar3 } from '@tabler/icons-react';
import { alertsLink, dashboardsLink, incidentsLink, infrastructureLink, logsLink, metricsLink, overviewLink, sendDataLink, servicesLink, tracesLink, uptimeLink, type LinkTarget } from '@/core/links';

export type NavigationPage = {
  label: string;
  icon: typeof IconHome;
  link: LinkTarget;
  /** Paths that belong to the page, besides its own and what is below it. */
  also?: readonly string[];
  /** Who lacks it is not offered the page. */
  permission?: string;
  /** The second key after `g`. */
  key?: string;
};

export type NavigationGroup = { heading?: string; pages: readonly NavigationPage[] };

/** The pages of the main navigation, in their order. Only pages that exist. */
export const NAVIGATION: readonly NavigationGroup[] = [
  { pages: [{ label: 'Overview', icon: IconHome, link: overviewLink(), key: 'o' }] },
  {
    heading: 'Observe',
    pages: [
      { label: 'Services', icon: IconTopologyStar3, link: servicesLink(), permission: 'services:read', key: 's' },
      { label: 'Traces', icon: IconRoute, link: tracesLink(), also: ['/traces'], permission: 'traces:read', key: 't' },
      { label: 'Logs', icon: IconListSearch, link: logsLink(), permission: 'logs:read', key: 'l' },
      { label: 'Metrics', icon: IconChartLine, link: metricsLink(), permission: 'metrics:read', key: 'm' },
      { label: 'Dashboards', icon: IconLayoutDashboard, link: dashboardsLink(), permission: 'dashboards:read', key: 'd' },
      { label: 'Infrastructure', icon: IconServer2, link: infrastructureLink(), permission: 'infrastructure:read', key: 'i' },
      { label: 'Uptime', icon: IconActivityHeartbeat, link: uptimeLink(), permission: 'monitors:read', key: 'u' },
    ],
  },
  {
    heading: 'Respond',
    pages: [
      { label: 'Alerts', icon: IconBell, link: alertsLink(), permission: 'alerts:read', key: 'a' },
      { label: 'Incidents', icon: IconFlame, link: incidentsLink(), permission: 'incidents:read', key: 'n' },
    ],
  },
];

/** At the foot, apart from the daily work. */
export const FOOT: readonly NavigationPage[] = [
  { label: 'Send data', icon: IconPlugConnected, link: sendDataLink() },
  { label: 'Settings', icon: IconSettings, link: { to: '/settings' }, key: 'y' },
];

export const ALL_PAGES: readonly NavigationPage[] = [...NAVIGATION.flatMap(({ pages }) => pages), ...FOOT];

/** Whether somebody looking at `path` is on the page. */
export function isOn({ link: { to }, also = [] }: NavigationPage, path: string): boolean {
  if (to === '/') return path === '/';
  return [to, ...also].some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** Those of the pages somebody with these permissions is offered. */
export const offered = <Page extends { permission?: string }>(pages: readonly Page[], permissions: readonly string[]): Page[] =>
  pages.filter(({ permission }) => permission === undefined || permissions.includes(permission));
