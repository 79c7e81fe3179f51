import type uPlot from 'uplot';
import { dotAt } from './dots';
import { drawnAt, scaleOf } from './drawnAt';
import type { DrawnChart } from './plotOptions';
import { meant, rowsAt } from './rowsAt';
import type { ChartDot, ChartPoint, Series } from './types';

/** A chosen point, and where it is in px from the chart's left and top; the dot that was meant instead, if any. */
export type Picked = { point: ChartPoint; series?: Series; dot?: ChartDot; x: number; y: number };

/** What the cursor is on; undefined when it is on no sample. */
export function pointUnderCursor(plot: uPlot, chart: DrawnChart): Picked | undefined {
  const { data, kind, hidden, dots = [] } = chart;
  const { idx, left = -1, top = -1 } = plot.cursor;
  const time = idx === null || idx === undefined ? undefined : plot.data[0][idx];
  if (time === undefined || left < 0) return undefined;
  const topPx = drawnAt(plot, chart, idx!);
  const found = meant(rowsAt(data, kind, hidden, idx!, top, topPx, plot.valToPos(0, 'y')), kind, top, topPx);
  return {
    point: { time, series: found?.series.key, value: found?.value },
    series: found?.series,
    dot: dotAt(plot, dots, left, top),
    x: plot.over.offsetLeft + left,
    y: plot.over.offsetTop + top,
  };
}

const CLICK_PX = 4;

/** Calls `onPick` on a click that was no drag, and on Enter; arrows move the crosshair. The answer stops listening. */
export function followPicks(plot: uPlot, host: HTMLElement, live: () => DrawnChart, onPick: (picked: Picked) => void): () => void {
  let downAt = 0;
  const pick = () => {
    const picked = pointUnderCursor(plot, live());
    if (picked) onPick(picked);
  };
  const onDown = (event: MouseEvent) => {
    downAt = event.clientX;
  };
  const onClick = (event: MouseEvent) => {
    if (Math.abs(event.clientX - downAt) < CLICK_PX) pick();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.target !== host || (step === undefined && event.key !== 'Enter')) return;
    event.preventDefault();
    if (step === undefined) pick();
    else moveCrosshair(plot, step);
  };
  plot.over.addEventListener('mousedown', onDown);
  plot.over.addEventListener('click', onClick);
  host.addEventListener('keydown', onKey);
  return () => host.removeEventListener('keydown', onKey);
}

function moveCrosshair(plot: uPlot, step: number): void {
  const times = plot.data[0];
  const from = plot.cursor.idx ?? (step > 0 ? -1 : times.length);
  const to = Math.max(0, Math.min(times.length - 1, from + step));
  if (times[to] === undefined) return;
  const first = plot.series.findIndex((series, i) => i > 0 && series.show && plot.data[i]?.[to] != null);
  plot.setCursor({ left: plot.valToPos(times[to], 'x'), top: first > 0 ? plot.valToPos(plot.data[first]![to]!, plot.series[first]!.scale ?? scaleOf(false)) : 0 });
}
