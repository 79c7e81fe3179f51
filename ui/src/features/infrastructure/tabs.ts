import { IconChartDots3, IconRadar2, IconTags } from '@tabler/icons-react';
import { cardinalityLink, metricCatalogueLink, targetsLink, type LinkTarget } from '@/core/links';

export type InfrastructureTab = { id: string; label: string; link: LinkTarget; permission: string; icon: typeof IconTags; keywords: string };

/** The views of the infrastructure, in their order: the tabs of its pages and entries of the palette. */
export const TABS: readonly InfrastructureTab[] = [
  { id: 'metrics', label: 'Metrics', link: metricCatalogueLink(), permission: 'metrics:read', icon: IconTags, keywords: 'catalogue series help unit unused' },
  { id: 'targets', label: 'Targets', link: targetsLink(), permission: 'infrastructure:read', icon: IconRadar2, keywords: 'scrape prometheus up down service discovery relabel' },
  { id: 'cardinality', label: 'Cardinality', link: cardinalityLink(), permission: 'metrics:read', icon: IconChartDots3, keywords: 'series labels explosion limits cost' },
];

/** Those a role opens. */
export const tabsFor = (permissions: readonly string[]): InfrastructureTab[] => TABS.filter(({ permission }) => permissions.includes(permission));
