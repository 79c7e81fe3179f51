import { GROUPS, type Entry, type Group } from './entry';
import { match, type Match } from './match';

export type Ranked = { entry: Entry; ranges: Match['ranges'] };
export type RankedGroup = { group: Group; items: Ranked[] };

/** Most entries of one heading: while nothing is typed, and while searching. */
const FEW = 5;
const MORE = 8;
const RECENTS = 5;
/** What a word of the keywords is worth beside one of the label. */
const KEYWORD_SHARE = 0.6;
/** A worse match than this is only shown when there is nothing better. */
const POOR = 20;
const RECENT_BONUS = 12;

/** What the palette lists for what was typed, best first. `recent` holds the ids chosen before, newest first. */
export function rank(entries: readonly Entry[], typed: string, recent: readonly string[]): RankedGroup[] {
  return typed.trim() === '' ? untyped(entries, recent) : searched(entries, typed, recent);
}

function untyped(entries: readonly Entry[], recent: readonly string[]): RankedGroup[] {
  const again = recent.flatMap((id) => entries.find((entry) => entry.id === id) ?? []).slice(0, RECENTS);
  const rest = entries.filter((entry) => !again.includes(entry));
  const shown = [...again.map((entry): Entry => ({ ...entry, group: 'Recent' })), ...rest];
  return GROUPS.map((group) => ({
    group,
    items: shown.filter((entry) => entry.group === group).slice(0, group === 'Go to' ? undefined : FEW).map((entry) => ({ entry, ranges: [] })),
  })).filter(({ items }) => items.length > 0);
}

type Scored = Ranked & { score: number };

function searched(entries: readonly Entry[], typed: string, recent: readonly string[]): RankedGroup[] {
  const scored = entries.flatMap((entry): Scored[] => {
    const found = score(entry, typed);
    const at = recent.indexOf(entry.id);
    return found ? [{ entry, ranges: found.ranges, score: found.score + (at < 0 ? 0 : RECENT_BONUS - at) }] : [];
  });
  const good = scored.filter((each) => each.score >= POOR);
  const byScore = (good.length > 0 ? good : scored).toSorted((a, b) => b.score - a.score);
  const groups = [...new Set(byScore.map(({ entry }) => entry.group))];
  return groups.map((group) => ({ group, items: byScore.filter(({ entry }) => entry.group === group).slice(0, MORE) }));
}

function score(entry: Entry, typed: string): Match | undefined {
  const label = match(typed, entry.label);
  if (label) return label;
  const beside = match(typed, [entry.label, entry.keywords, entry.detail, entry.group].filter(Boolean).join(' '));
  return beside && { score: beside.score * KEYWORD_SHARE, ranges: [] };
}
