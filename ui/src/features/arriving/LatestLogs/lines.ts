import { toLevel } from '@/core/levels';
import { toSeconds } from '@/core/time';
import type { LogLineRow } from '@/ui/LogLines/types';
import type { LogRow } from '../api';

/** A record of the server, ready for the list. */
export type Line = LogLineRow & { record: LogRow };

export function toLine(record: LogRow): Line {
  return {
    id: record.id,
    seconds: toSeconds(record.timestamp),
    level: toLevel(record.level),
    service: record.service,
    body: record.body,
    record,
  };
}

/** One `log` event of the tail. */
export const parseLine = (data: string): Line => toLine(JSON.parse(data) as LogRow);
