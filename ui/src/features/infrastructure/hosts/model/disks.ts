import type { Of } from '../../panels/model/fill';
import { ratio, type Figures } from '../../panels/model/values';
import type { Outlook } from './fullAt';
import { disksOf, type Disk } from './hosts';

/** A file system in the table of a host. `growth` is bytes per second over six hours, undefined while that can't be told. */
export type DiskRow = Disk & { growth: number | undefined; dayOutlook: Outlook; inodes: number | null; note: string };

const HOUR = 3600;

/** The file systems of a host with both trends, and what else is known of them. */
export function diskRows(figures: Figures, trends: Figures | undefined, dayTrends: Figures | undefined, details: Figures | undefined, of: Of, now: number): DiskRow[] {
  const byDay = disksOf(figures, dayTrends, of, 24 * HOUR, now);
  return disksOf(figures, trends, of, 6 * HOUR, now).map((disk, i) => {
    const own = (name: string, from: Figures | undefined) =>
      from?.[name]?.find(({ labels }) => labels.mountpoint === disk.mountpoint && labels.device === disk.device && (labels.job ?? '') === (of.job ?? ''))?.value ?? null;
    const files = own('files', details);
    const slope = own('slope', trends);
    return {
      ...disk,
      growth: slope === null || disk.outlook.kind === 'early' ? undefined : -slope,
      dayOutlook: byDay[i]!.outlook,
      inodes: ratio(files === null ? null : files - (own('filesFree', details) ?? 0), files),
      note: own('deviceError', details) === 1 ? 'does not answer' : own('readonly', details) === 1 ? 'read-only' : '',
    };
  });
}
