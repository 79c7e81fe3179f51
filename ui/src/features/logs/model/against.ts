export type Range = { start: number; end: number };
/** What a range can be compared with by name. */
export const AGAINST = [
  { value: 'previous', label: 'Time just before' },
  { value: 'day', label: 'Same time a day ago' },
  { value: 'week', label: 'Same time a week ago' },
] as const;

const DAY = 86_400;
const SHIFTS: Record<string, number> = { day: DAY, week: 7 * DAY };

/** The other range, in epoch seconds: as `against` of the URL says, by default as long and just before. */
export function otherRange({ start, end }: Range, against: string | undefined): Range {
  const own = /^(\d+)-(\d+)$/.exec(against ?? '');
  if (own) {
    const [from, to] = [Number(own[1]) / 1000, Number(own[2]) / 1000];
    return to > from ? { start: from, end: to } : { start: to, end: from };
  }
  const shift = SHIFTS[against ?? ''] ?? end - start;
  return { start: start - shift, end: end - shift };
}

/** A range of one's own as the URL holds it. */
export const writeAgainst = ({ start, end }: Range): string => `${Math.round(start * 1000)}-${Math.round(end * 1000)}`;

export type Change = { share: number; otherShare: number; /** Percentage points, −1 to 1. */ difference: number; verdict: 'new' | 'gone' | 'more' | 'less' | 'same' };

/** How far two shares lie apart before it is worth a word. */
const NOTABLE = 0.01;

/** How the share of a value changed between the other range and this one. */
export function changeOf({ count, other_count }: { count: number; other_count: number }, total: number, otherTotal: number): Change {
  const share = total > 0 ? count / total : 0;
  const otherShare = otherTotal > 0 ? other_count / otherTotal : 0;
  const difference = share - otherShare;
  const verdict = other_count === 0 && count > 0 ? 'new' : count === 0 && other_count > 0 ? 'gone' : difference > NOTABLE ? 'more' : difference < -NOTABLE ? 'less' : 'same';
  return { share, otherShare, difference, verdict };
}
