import type { DashboardSummary } from './dashboard';

export type Folder = { name: string; items: DashboardSummary[] };
export type Listed = {
  folders: Folder[];
  count: number;
  /** How many are left out because no metric of theirs was seen. */
  hidden: number;
};

const STARRED = 'Starred';
const TOP = 'No folder';

/** What the list shows: what matches by folder, stars first, people's own before shipped ones. Those without data only when they are asked for. */
export function listed(items: readonly DashboardSummary[], { q = '', tag, all }: { q?: string; tag?: string; all?: string }): Listed {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = items.filter((item) => (tag === undefined || item.tags.includes(tag)) && words.every((word) => textOf(item).includes(word)));
  const shown = matching.filter(({ available, starred }) => available || starred || all === '1');
  const folders = new Map<string, DashboardSummary[]>();
  for (const item of shown.toSorted((a, b) => a.title.localeCompare(b.title))) {
    const name = item.starred ? STARRED : item.folder || TOP;
    folders.set(name, [...(folders.get(name) ?? []), item]);
  }
  const rank = ({ name, items: inside }: Folder) => (name === STARRED ? 0 : inside.some(({ origin }) => origin !== 'shipped') ? (name === TOP ? 1 : 2) : 3);
  const sorted = [...folders].map(([name, inside]) => ({ name, items: inside })).toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  return { folders: sorted, count: shown.length, hidden: matching.length - shown.length };
}

const textOf = ({ title, tags, folder, description }: DashboardSummary): string => [title, ...tags, folder, description].join(' ').toLowerCase();

/** All tags, the most used first. */
export function tagsOf(items: readonly DashboardSummary[]): string[] {
  const counts = new Map<string, number>();
  for (const tag of items.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([tag]) => tag);
}
