import type { Severity } from '@/core/severity';
import type { Post, PostState, StatusPage } from '../api/statusPages';

type ComponentState = StatusPage['state'];

const STATE: Record<ComponentState, { word: string; severity: Severity }> = {
  operational: { word: 'Works', severity: 'ok' },
  degraded: { word: 'Degraded', severity: 'warning' },
  partial_outage: { word: 'Partly out', severity: 'error' },
  major_outage: { word: 'Out', severity: 'critical' },
  maintenance: { word: 'Maintenance', severity: 'maintenance' },
  unknown: { word: 'Unknown', severity: 'unknown' },
};

/** What visitors of the page are told. */
export const pageState = (state: ComponentState): { word: string; severity: Severity } => STATE[state];

const POST_WORD: Record<PostState, string> = {
  investigating: 'Investigating', identified: 'Identified', monitoring: 'Monitoring', resolved: 'Resolved', scheduled: 'Scheduled', in_progress: 'In progress', completed: 'Completed',
};

export const postWord = (state: PostState): string => POST_WORD[state];

const OF_KIND: Record<Post['kind'], readonly PostState[]> = {
  incident: ['investigating', 'identified', 'monitoring', 'resolved'],
  maintenance: ['scheduled', 'in_progress', 'completed'],
};

/** The states a post of a kind may have, as choices. */
export const statesOf = (kind: Post['kind']): { value: PostState; label: string }[] => OF_KIND[kind].map((value) => ({ value, label: postWord(value) }));

export const isOver = (state: PostState): boolean => state === 'resolved' || state === 'completed';

/** An address made of a title. */
export const slugOf = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63);
