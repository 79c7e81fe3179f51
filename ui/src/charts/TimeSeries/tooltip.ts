import type uPlot from 'uplot';
import { cssColor } from '@/core/colors';
import { formatDateTime } from '@/core/time';
import { dotAt } from './dots';
import { drawnAt } from './drawnAt';
import { eventToken } from './marks';
import type { DrawnChart } from './plotOptions';
import { rowsAt, type Row } from './rowsAt';
import type { Annotation } from './types';
import { seriesWords } from './words';
import styles from './TimeSeries.module.css';

const MAX_ROWS = 10;
const CURSOR_GAP_PX = 16;
/** An event this near to the cursor is named in the box. */
const EVENT_PX = 8;

/** Fills and places the box beside the cursor. Plain DOM: it follows every mouse move and must not wait for a render. */
export function drawTooltip(box: HTMLElement, host: HTMLElement, plot: uPlot, chart: DrawnChart): void {
  const index = plot.cursor.idx;
  const { left = -1, top = -1 } = plot.cursor;
  // A synced cursor of another chart draws its line here, but only the chart under the mouse explains itself.
  if (index === null || index === undefined || left < 0 || !host.matches(':hover, :focus-visible')) {
    box.hidden = true;
    return;
  }
  const { rows, nearest } = rowsAt(chart.data, chart.kind, chart.hidden, index, top, drawnAt(plot, chart, index), plot.valToPos(0, 'y'));
  const shown = windowAround(rows, nearest);
  const time = element('div', styles.tipTime!, formatDateTime(plot.data[0][index]!, chart.zone));
  const events = (chart.annotations ?? []).filter((event) => Math.abs(plot.valToPos(event.time, 'x') - left) <= EVENT_PX).map(eventRow);
  const lines = shown.map((row) => tooltipRow(row, row === nearest && rows.length > 1, chart));
  const more = rows.length > shown.length ? [element('div', styles.tipMore!, `${rows.length - shown.length} more`)] : [];
  const none = rows.length === 0 ? [element('div', styles.tipMore!, 'No data here')] : [];
  const dot = dotAt(plot, chart.dots ?? [], left, top);
  const dots = dot ? [element('div', styles.tipDot!, dot.label)] : [];
  const hint = !dot && chart.links && rows.length > 0 ? [element('div', styles.tipMore!, 'Click to follow')] : [];
  box.replaceChildren(time, ...dots, ...events, ...lines, ...more, ...none, ...hint);
  box.hidden = false;
  place(box, host, plot.over.offsetLeft + left, top);
}

/** At most MAX_ROWS of the sorted rows, those around the nearest one. */
function windowAround(rows: Row[], nearest?: Row): Row[] {
  const at = nearest ? rows.indexOf(nearest) : 0;
  const first = Math.max(0, Math.min(at - MAX_ROWS / 2, rows.length - MAX_ROWS));
  return rows.slice(first, first + MAX_ROWS);
}

function tooltipRow({ series, value }: Row, marked: boolean, { data }: DrawnChart): HTMLElement {
  const row = element('div', styles.tipRow!);
  if (marked) row.dataset.nearest = '';
  const swatch = element('i', styles.tipSwatch!);
  swatch.style.background = cssColor(series.color);
  row.append(swatch, element('span', styles.tipName!, series.label), element('b', styles.tipValue!, seriesWords(series, value, data)));
  return row;
}

function eventRow({ kind, label }: Annotation): HTMLElement {
  const row = element('div', styles.tipEvent!, label);
  row.style.color = `var(${eventToken(kind)})`;
  return row;
}

function place(box: HTMLElement, host: HTMLElement, cursorX: number, cursorY: number): void {
  const right = cursorX + CURSOR_GAP_PX;
  const x = right + box.offsetWidth > host.clientWidth ? cursorX - box.offsetWidth - CURSOR_GAP_PX : right;
  const y = Math.min(Math.max(cursorY - box.offsetHeight / 2, 0), Math.max(0, host.clientHeight - box.offsetHeight));
  box.style.transform = `translate(${Math.max(2, x)}px, ${y}px)`;
}

function element(tag: string, className: string, text?: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}
