/** `2026-01` of an instant, in UTC: reports are cut there. */
export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** This month and those before it, the newest first. */
export function monthsUntil(ms: number, count: number): string[] {
  const now = new Date(ms);
  return Array.from({ length: count }, (_, i) => monthOf(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 1)));
}

const NAMES = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `January 2026`. */
export const monthName = (month: string): string => NAMES.format(new Date(`${month}-01T00:00:00Z`));

export const isMonth = (text: string | undefined): text is string => text !== undefined && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(text);
