import { MISSING } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import { shownNumber, shownText, type Shown } from '../reduce/shown';
import type { Ends } from '../reduce/thresholds';
import type { Cell, TableColumn } from './tableOf';

/** A cell in the words of its column: times as dates, labels mapped, numbers in their unit. */
export function cellText(cell: Cell, { kind, values }: TableColumn, zone: Zone, ends?: Ends): Shown {
  if (cell === undefined) return { text: MISSING };
  if (kind === 'time' && typeof cell === 'number') return { text: formatDateTime(cell, zone) };
  if (typeof cell === 'string') return shownText(cell, values);
  return shownNumber(cell, values, zone, ends);
}
