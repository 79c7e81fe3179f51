import { MISSING } from '@/core/format';
import { formatDate } from '@/core/time';
import { useZone } from '@/core/timeZone';
import { CellMeter } from '../../panels/CellMeter';
import { timeLeft, urgency } from '../model/fullAt';
import { diskTone, type Disk } from '../model/hosts';

/** The disk somebody should know about: how full it is, and when it is full if it goes on like this. */
export function DiskCell({ disk, now }: { disk: Disk | null; now: number }) {
  const zone = useZone();
  if (!disk) return <span>{MISSING}</span>;
  const { mountpoint, share, outlook } = disk;
  const left = outlook.kind === 'full' ? `full in ${timeLeft(outlook.at - now)}` : mountpoint;
  const title = outlook.kind === 'full' ? `${mountpoint}: full on ${formatDate(outlook.at, zone)} if it goes on as in the last 6 hours` : `${mountpoint}: ${outlook.kind === 'early' ? 'too early for a trend' : 'not filling'}`;
  return <CellMeter share={share} tone={urgency(outlook, now) ?? diskTone(share)} note={left} title={title} />;
}
