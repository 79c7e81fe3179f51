import { formatValue, significant } from '@/core/format';
import type { StorageAnswer } from './api';

type Forecast = StorageAnswer['forecast'];
type Retention = StorageAnswer['tables'][number]['retention'];

/** Below this many days until the disk is full somebody has to act. */
const SOON_DAYS = 30;
const URGENT_DAYS = 7;

/** A number of days as people say it: 0.25 is six hours. */
export function daysInWords(days: number): string {
  if (days < 1) return `${significant(days * 24)} hours`;
  const rounded = significant(days);
  return rounded === '1' ? '1 day' : `${rounded} days`;
}

/** The last day (UTC) before an instant: what ends at midnight does not hold the day that begins then. */
export const lastDay = (end: string): string => new Date(Date.parse(end) - 1).toISOString().slice(0, 10);

/** How long a table keeps its rows, and when they move. */
export function retentionInWords({ hot_days, total_days }: Retention): string {
  if (total_days === null) return 'for ever';
  const kept = daysInWords(total_days);
  return hot_days === null ? kept : `${kept}, cold after ${daysInWords(hot_days)}`;
}

/** What becomes of the disk, in a sentence. */
export function outlookOf({ days_until_full: days, fits, settles_at_bytes: settles }: Forecast): { tone: 'ok' | 'warning' | 'error' | 'unknown'; text: string } {
  if (days !== null) {
    const tone = days < URGENT_DAYS ? 'error' : days < SOON_DAYS ? 'warning' : 'ok';
    return { tone, text: `At this pace the disk is full in ${daysInWords(days)}` };
  }
  if (fits) return { tone: 'ok', text: settles === null ? 'The disk has room for what retention keeps' : `Fits: retention lets the tables grow to ${formatValue(settles, 'bytes')}` };
  return { tone: 'unknown', text: 'There is no forecast yet: it needs one whole day of data' };
}
