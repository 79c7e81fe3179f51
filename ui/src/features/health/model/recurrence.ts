/** How often a window comes again: what people choose, and the iCalendar rule it stands for. */
export type Repeats = 'once' | 'daily' | 'weekly' | 'monthly' | 'other';

export const WEEKDAYS: readonly { value: string; label: string }[] = [
  { value: 'MO', label: 'Mon' }, { value: 'TU', label: 'Tue' }, { value: 'WE', label: 'Wed' }, { value: 'TH', label: 'Thu' }, { value: 'FR', label: 'Fri' }, { value: 'SA', label: 'Sat' }, { value: 'SU', label: 'Sun' },
];

const WEEKLY = /^FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)$/;

/** What a rule is in the form; rules it can't show stay as they are written. */
export function readRule(rule: string): { repeats: Repeats; days: string[] } {
  if (rule === '') return { repeats: 'once', days: [] };
  if (rule === 'FREQ=DAILY') return { repeats: 'daily', days: [] };
  if (rule === 'FREQ=MONTHLY') return { repeats: 'monthly', days: [] };
  const weekly = WEEKLY.exec(rule);
  return weekly ? { repeats: 'weekly', days: weekly[1]!.split(',') } : { repeats: 'other', days: [] };
}

/** The rule of a choice. */
export function writeRule(repeats: Repeats, days: readonly string[], other = ''): string {
  if (repeats === 'weekly') return days.length === 0 ? 'FREQ=WEEKLY' : `FREQ=WEEKLY;BYDAY=${WEEKDAYS.filter(({ value }) => days.includes(value)).map(({ value }) => value).join(',')}`;
  return { once: '', daily: 'FREQ=DAILY', monthly: 'FREQ=MONTHLY', other }[repeats];
}

/** The rule in words. */
export function ruleWords(rule: string): string {
  const { repeats, days } = readRule(rule);
  if (repeats === 'weekly') return `every ${days.map((day) => WEEKDAYS.find(({ value }) => value === day)!.label).join(', ')}`;
  return { once: 'once', daily: 'every day', monthly: 'every month', other: rule }[repeats];
}

/** `2026-11-23T02:00`, as a field of the browser wants it, of the time as it was written. */
export const localOf = (iso: string): string => iso.slice(0, 16);
