import { IconActivityHeartbeat, IconBroadcast, IconCertificate, IconCheckupList, IconHeartbeat, IconSitemap, IconTool } from '@tabler/icons-react';
import { uptimeLink, uptimeViewLink, type LinkTarget } from '@/core/links';

export type UptimeTab = { id: string; label: string; link: LinkTarget; icon: typeof IconTool; keywords: string; group: 'watching' | 'telling' };

/** The views of uptime, in their order: tabs of its pages and entries of the palette. */
export const TABS: readonly UptimeTab[] = [
  { id: 'board', group: 'watching', label: 'Monitors', link: uptimeLink(), icon: IconActivityHeartbeat, keywords: 'board probes checks blackbox up down availability certificates' },
  { id: 'heartbeats', group: 'watching', label: 'Heartbeats', link: uptimeViewLink('heartbeats'), icon: IconHeartbeat, keywords: 'cron jobs ping check-ins schedule' },
  { id: 'maintenance', group: 'watching', label: 'Maintenance', link: uptimeViewLink('maintenance'), icon: IconTool, keywords: 'windows planned downtime' },
  { id: 'dependencies', group: 'watching', label: 'Dependencies', link: uptimeViewLink('dependencies'), icon: IconSitemap, keywords: 'graph root cause suppressed symptoms' },
  { id: 'status-pages', group: 'telling', label: 'Status pages', link: uptimeViewLink('status-pages'), icon: IconBroadcast, keywords: 'public components subscribers badge' },
  { id: 'reports', group: 'telling', label: 'Reports', link: uptimeViewLink('reports'), icon: IconCertificate, keywords: 'sla month availability pdf csv' },
  { id: 'conformance', group: 'telling', label: 'Conformance', link: uptimeViewLink('conformance'), icon: IconCheckupList, keywords: 'health ready live endpoints check service' },
];
