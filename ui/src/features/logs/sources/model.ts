import type { LogBalance, LogSource } from './api';

/** What tells sources apart. */
export const sourceKey = ({ source, receiver, service, environment, host }: LogSource): string => [receiver, source, service, environment, host].join('|');

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);

/** Records a rule left out: by dropping them, or by keeping only a sample. */
export const leftOut = ({ dropped, sampled }: LogSource): number => sum(dropped) + sum(sampled);

/** Records that were lost, or may have been: refused, or missing between two that came. */
export const lost = ({ gaps, rejected }: LogSource): number => gaps + rejected;

/** The sources that hold all of the words. */
export function sourcesWith(sources: readonly LogSource[], words: string): LogSource[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return sources.filter((source) => wanted.every((word) => sourceKey(source).toLowerCase().includes(word)));
}

/** How long counts of receivers and of what became of their records may lie apart. */
const SETTLING_SECONDS = 30;

/** Whether a difference is no more than what is on its way between two counts while a range ends now. */
export const isSettling = ({ received, difference }: LogBalance, seconds: number): boolean => Math.abs(difference) <= (received / Math.max(seconds, 1)) * SETTLING_SECONDS;

export type BalancePart = { key: string; label: string; value: number; color: string; about: string };

/** Where the records that came have gone, in the order of the sum. */
export const balanceParts = ({ stored, dropped, sampled, rejected, waiting, quarantined }: LogBalance): BalancePart[] => [
  { key: 'stored', label: 'stored', value: stored, color: '--ok-fill', about: 'can be searched' },
  { key: 'dropped', label: 'dropped', value: dropped, color: '--warning-fill', about: 'left out by rules' },
  { key: 'sampled', label: 'sampled out', value: sampled, color: '--maintenance-fill', about: 'left out by sampling' },
  { key: 'rejected', label: 'rejected', value: rejected, color: '--error-fill', about: 'could not be stored' },
  { key: 'quarantined', label: 'set aside', value: quarantined, color: '--critical-fill', about: 'refused by the engine and kept' },
  { key: 'waiting', label: 'waiting', value: waiting, color: '--info-fill', about: 'safe on disk, not yet searchable' },
];
