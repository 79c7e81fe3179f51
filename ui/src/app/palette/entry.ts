import type { ComponentType } from 'react';
import type { LinkTarget } from '@/core/links';

/** The headings of the palette, in their order while nothing is typed. */
export const GROUPS = ['Open', 'Recent', 'Go to', 'Services', 'Dashboards', 'Saved searches', 'Traces', 'Time range', 'Actions', 'Settings', 'Search'] as const;
export type Group = (typeof GROUPS)[number];

/** One thing the palette can do. */
export type Entry = {
  /** The same at every visit: by it the palette remembers what was chosen. */
  id: string;
  group: Group;
  label: string;
  detail?: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Its own keys, to be learnt in passing. */
  keys?: string;
  /** Words people may call it by. */
  keywords?: string;
  /** Where it leads, or what it does. */
  go: LinkTarget | (() => void);
};
