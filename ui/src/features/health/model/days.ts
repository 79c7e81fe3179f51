import type { DaySeconds } from '../api/types';

/** A day of a monitor as a bar shows it: shares of the bar's height, from the foot up, and how long each lasted. */
export type DayBar = { tone: 'none' | 'ok' | 'warning' | 'error' | 'maintenance'; bad: number };

/** However short, an outage is seen: at least this share of the bar. */
const LEAST = 0.22;

/** How a day is drawn: without data a stump, otherwise full, and from the foot up as much trouble as there was. */
export function dayBar({ up, degraded, down, maintenance }: DaySeconds): DayBar {
  const known = up + degraded + down + maintenance;
  if (known === 0) return { tone: 'none', bad: 0 };
  if (down > 0) return { tone: 'error', bad: Math.max(LEAST, down / known) };
  if (degraded > 0) return { tone: 'warning', bad: Math.max(LEAST, degraded / known) };
  if (maintenance === known) return { tone: 'maintenance', bad: 1 };
  return { tone: 'ok', bad: 0 };
}

/** Up and degraded of what counts: neither maintenance nor what nobody saw. Null where nothing counts. */
export function uptimeOf(days: readonly DaySeconds[]): number | null {
  let [good, all] = [0, 0];
  for (const { up, degraded, down } of days) {
    good += up + degraded;
    all += up + degraded + down;
  }
  return all === 0 ? null : good / all;
}

/** Whole days until a certificate ends; negative once it has. */
export const daysLeft = (expires: string, nowSeconds: number): number => Math.floor((Date.parse(expires) / 1000 - nowSeconds) / 86_400);

/** From how few days on a certificate is worth a colour. */
export function certificateTone(days: number): 'error' | 'warning' | undefined {
  if (days < 7) return 'error';
  return days < 21 ? 'warning' : undefined;
}
