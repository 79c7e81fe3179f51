import type { Panel } from '../../model/dashboard';
import type { Shown } from '../reduce/shown';

/** How wide a number is for its height. */
const NUMBER_SHAPE = 2.4;
const LEAST_PX = 56;

/** Columns and rows in which so many tiles are largest without leaving places empty; one row or one column where that is asked for. */
export function tilesOf(count: number, width: number, height: number, orientation: Panel['options']['orientation'], shape = NUMBER_SHAPE): { columns: number; rows: number } {
  if (count <= 1) return { columns: 1, rows: 1 };
  if (orientation === 'horizontal') return { columns: 1, rows: count };
  const most = Math.max(1, Math.floor(width / LEAST_PX));
  if (orientation === 'vertical') return { columns: Math.min(count, most), rows: Math.ceil(count / most) };
  let best = { columns: 1, rows: count };
  let largest = 0;
  for (let columns = 1; columns <= Math.min(count, most); columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = (Math.min(width / columns / shape, height / rows) * count) / (columns * rows);
    if (size > largest) [best, largest] = [{ columns, rows }, size];
  }
  return best;
}

/** What a tile says: a number alone is named by the title of its panel, unless the panel asks for its name. `named` is whether it has one to be told by. */
export function toldOf(shows: Panel['options']['shows'], name: string, shown: Shown, named: boolean): { name: string | undefined; shown: Shown } {
  if (shows === 'name') return { name: undefined, shown: { ...shown, text: name } };
  return { name: shows === 'both' || (shows === 'auto' && named) ? name : undefined, shown };
}

const DIGIT_WIDTH = 0.6;
const MOST_PX = 36;
const LEAST_TEXT_PX = 13;

/** The size of a text in px that fills a box and no more. */
export function fittingSize(text: string, width: number, height: number, most = MOST_PX): number {
  const byWidth = width / Math.max(1, text.length * DIGIT_WIDTH);
  return Math.round(Math.max(LEAST_TEXT_PX, Math.min(byWidth, height, most)));
}
