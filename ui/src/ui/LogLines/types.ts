import type { Level } from '@/core/levels';
import type { TailItem } from '@/api/stream/tailBuffer';

/** A log record as a line shows it. */
export type LogLineRow = { id: string; seconds: number; level: Level; service: string; body: string };
export type LogLineItem<Row extends LogLineRow> = TailItem<Row>;
