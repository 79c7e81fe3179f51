/** Log levels, quietest first: the order of stacks from the bottom up. */
export const LEVELS = ['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

const FILL: Record<Level, string> = {
  unknown: '--unknown-fill',
  trace: '--unknown-fill',
  debug: '--unknown-fill',
  info: '--info-fill',
  warn: '--warning-fill',
  error: '--error-fill',
  fatal: '--critical-fill',
};

/** The product's level for what a sender called it: any case, `warning`, `critical`, `TRACE2` … */
export function toLevel(text: string): Level {
  const name = text.trim().toLowerCase().replace(/\d+$/, '');
  if (name === 'warning') return 'warn';
  if (name === 'critical' || name === 'emergency' || name === 'alert' || name === 'panic') return 'fatal';
  if (name === 'err') return 'error';
  if (name === 'notice' || name === 'information') return 'info';
  return (LEVELS as readonly string[]).includes(name) ? (name as Level) : 'unknown';
}

/** The token that fills bars and dots of a level. */
export const levelToken = (level: Level): string => FILL[level];

export const isTrouble = (level: Level): boolean => level === 'error' || level === 'fatal';

/** Worst level first; spellings of the same level added up, absent levels left out. */
export function countByLevel(logs: Readonly<Record<string, number>>): [Level, number][] {
  const sums = new Map<Level, number>();
  for (const [name, count] of Object.entries(logs)) sums.set(toLevel(name), (sums.get(toLevel(name)) ?? 0) + count);
  return LEVELS.toReversed().flatMap((level): [Level, number][] => (sums.get(level) ? [[level, sums.get(level)!]] : []));
}

/** Error and fatal records. */
export const troubleRecords = (logs: Readonly<Record<string, number>>): number =>
  countByLevel(logs).reduce((sum, [level, count]) => sum + (isTrouble(level) ? count : 0), 0);
