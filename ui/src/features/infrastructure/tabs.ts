import { IconBox, IconChartDots3, IconDatabase, IconGauge, IconNetwork, IconRadar2, IconServer2, IconTags, IconVectorTriangle, IconWorldWww, IconBolt } from '@tabler/icons-react';
import { capacityLink, cardinalityLink, containersLink, hostsLink, metricCatalogueLink, networkLink, systemLink, targetsLink, type LinkTarget } from '@/core/links';

export type InfrastructureTab = {
  id: string;
  label: string;
  link: LinkTarget;
  permission: string;
  icon: typeof IconTags;
  keywords: string;
  /** What stands together: machines, what runs on them, and what is measured. */
  group: 'machines' | 'systems' | 'measuring';
};

/** The views of the infrastructure, in their order: the tabs of its pages and entries of the palette. */
export const TABS: readonly InfrastructureTab[] = [
  { id: 'hosts', group: 'machines', label: 'Hosts', link: hostsLink(), permission: 'metrics:read', icon: IconServer2, keywords: 'cpu memory disk load node machine vm processes' },
  { id: 'containers', group: 'machines', label: 'Containers', link: containersLink(), permission: 'metrics:read', icon: IconBox, keywords: 'docker compose cadvisor oom restarts' },
  { id: 'network', group: 'machines', label: 'Network', link: networkLink(), permission: 'infrastructure:read', icon: IconNetwork, keywords: 'latency loss bandwidth matrix peers probes ping retransmits' },
  { id: 'capacity', group: 'machines', label: 'Capacity', link: capacityLink(), permission: 'metrics:read', icon: IconGauge, keywords: 'what if growth forecast full load limits' },
  { id: 'postgresql', group: 'systems', label: 'PostgreSQL', link: systemLink('postgresql'), permission: 'metrics:read', icon: IconDatabase, keywords: 'database slow statements queries locks connections replication bloat' },
  { id: 'redis', group: 'systems', label: 'Redis', link: systemLink('redis'), permission: 'metrics:read', icon: IconBolt, keywords: 'cache hit rate evictions memory slowlog valkey' },
  { id: 'qdrant', group: 'systems', label: 'Qdrant', link: systemLink('qdrant'), permission: 'metrics:read', icon: IconVectorTriangle, keywords: 'vector collections points segments optimizer' },
  { id: 'nginx', group: 'systems', label: 'nginx', link: systemLink('nginx'), permission: 'metrics:read', icon: IconWorldWww, keywords: 'web server connections requests stub status' },
  { id: 'metrics', group: 'measuring', label: 'Metrics', link: metricCatalogueLink(), permission: 'metrics:read', icon: IconTags, keywords: 'catalogue series help unit unused' },
  { id: 'targets', group: 'measuring', label: 'Targets', link: targetsLink(), permission: 'infrastructure:read', icon: IconRadar2, keywords: 'scrape prometheus up down service discovery relabel' },
  { id: 'cardinality', group: 'measuring', label: 'Cardinality', link: cardinalityLink(), permission: 'metrics:read', icon: IconChartDots3, keywords: 'series labels explosion limits cost' },
];

/** Those a role opens. */
export const tabsFor = (permissions: readonly string[]): InfrastructureTab[] => TABS.filter(({ permission }) => permissions.includes(permission));
