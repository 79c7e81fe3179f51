import { readDuration } from '@/core/promql/step';
import { isRelative, type TimeRange } from '@/core/time';
import type { Panel } from './dashboard';

/** The range a panel is drawn over, when it is not the page's. `told` says so in words; `shift` in seconds. */
export type OwnSpan = { from?: string; shift: number; told: string };

/** Grafana's `timeFrom` (`6h`: the last six hours, whatever a page that ends now shows) and `timeShift` (`1d`: everything a day earlier). */
export function ownSpan({ time_from: timeFrom, time_shift: timeShift }: Pick<Panel, 'time_from' | 'time_shift'>, range: TimeRange): OwnSpan {
  const from = timeFrom.replace(/^now-/, '');
  const length = isRelative(range) ? readDuration(from) : undefined;
  const shift = readDuration(timeShift.replace(/^-/, '')) ?? 0;
  const told = [length ? `last ${from}` : '', shift ? `${timeShift.replace(/^-/, '')} earlier` : ''].filter(Boolean).join(', ');
  return { from: length ? `now-${from}` : undefined, shift, told };
}

/** The panel's own span in epoch seconds, out of the page's. */
export function spanOf({ start, end }: { start: number; end: number }, { from, shift }: OwnSpan): { start: number; end: number } {
  const length = from ? (readDuration(from.replace('now-', '')) ?? end - start) : end - start;
  return { start: end - length - shift, end: end - shift };
}
