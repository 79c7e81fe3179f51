import type { Level } from '@/core/levels';
import type { TailItem } from '@/api/stream/tailBuffer';

/** A log record as a line shows it. */
export type LogLineRow = {
  id: string;
  seconds: number;
  level: Level;
  service: string;
  body: string;
  /** It belongs to a trace: the line says so at its end. */
  traced?: boolean;
};
export type LogLineItem<Row extends LogLineRow> = TailItem<Row>;
