import { percent, significant } from '@/core/format';
import type { Change } from './ChangeNote';

/** Below this share a change is noise and called none. */
const QUIET_SHARE = 0.02;
/** From this share on a change for the worse is worth a colour. */
const BAD_SHARE = 0.25;
/** From this factor on "× 8" reads better than "+ 700 %". */
const MANY = 3;

type Told = { text: string; direction: 'up' | 'down' | 'same'; bad: boolean };

/** A change in words: "12 %" with its direction, "× 8.2", "unchanged"; undefined when there is nothing to compare with. */
export function describeChange({ now, before, worse }: Pick<Change, 'now' | 'before' | 'worse'>): Told | undefined {
  if (now === null || now === undefined || before === null || before === undefined) return undefined;
  if (before === 0) return now === 0 ? { text: 'unchanged', direction: 'same', bad: false } : { text: 'from 0', direction: 'up', bad: worse === 'up' };
  const share = now / before - 1;
  if (Math.abs(share) < QUIET_SHARE) return { text: 'unchanged', direction: 'same', bad: false };
  const direction = share > 0 ? 'up' : 'down';
  const text = now / before >= MANY ? `× ${significant(now / before)}` : percent(Math.abs(share));
  return { text, direction, bad: direction === worse && Math.abs(share) >= BAD_SHARE };
}
