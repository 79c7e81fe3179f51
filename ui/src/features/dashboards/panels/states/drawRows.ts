import type { Area } from '@/charts/canvas/plotArea';
import { CANVAS_FONT } from '@/charts/canvas/useCanvas';
import { mixTokens, resolveToken } from '@/core/colors';
import type { StateRow } from './statesOf';

const SOFT = 0.38;
const FOOT_PX = 3;
const GAP_PX = 3;

/** Soft bars with a foot in the full colour, so that words on them can be read. */
export function drawRows(context: CanvasRenderingContext2D, area: Area, rows: readonly StateRow[], start: number, end: number): void {
  const rowHeight = area.height / rows.length;
  const bar = Math.max(6, Math.min(40, rowHeight - GAP_PX));
  const x = (time: number) => area.left + ((time - start) / (end - start)) * area.width;
  context.font = CANVAS_FONT;
  context.textBaseline = 'middle';
  rows.forEach((row, at) => {
    const top = area.top + at * rowHeight + (rowHeight - bar) / 2;
    context.fillStyle = resolveToken('--text-2');
    context.textAlign = 'right';
    context.fillText(fitted(context, row.name, area.left - 10), area.left - 8, top + bar / 2);
    context.textAlign = 'left';
    for (const { from, to, text, colour } of row.states) {
      const [left, right] = [Math.round(x(from)), Math.round(x(to))];
      const width = Math.max(1, right - left - (right - left > 4 ? 1 : 0));
      context.fillStyle = mixTokens(colour, '--surface', SOFT);
      context.fillRect(left, top, width, bar);
      context.fillStyle = resolveToken(colour);
      context.fillRect(left, top + bar - FOOT_PX, width, FOOT_PX);
      if (bar < 14 || context.measureText(text).width > width - 10) continue;
      context.fillStyle = resolveToken('--text');
      context.fillText(text, left + 5, top + (bar - FOOT_PX) / 2 + 0.5);
    }
  });
}

/** The text, cut where it would not fit. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end)}…`;
}
