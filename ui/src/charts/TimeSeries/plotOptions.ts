import uPlot from 'uplot';
import { resolveToken } from '@/core/colors';
import { wallClock, type Zone } from '@/core/time';
import { drawDots } from './dots';
import { scaleOf } from './drawnAt';
import { drawBands, drawLimitsAndEvents, FONT } from './marks';
import { drawOrder } from './plotData';
import { seriesOf } from './seriesOf';
import type { ChartProps } from './types';
import { valueAxis } from './valueAxis';
import { valueRange } from './valueRange';

/** A chart whose defaults are filled in. */
export type DrawnChart = ChartProps & { zone: Zone; hidden: ReadonlySet<string> };

/** Focus dims all other lines and so repaints everything: only worth it on small charts. */
const FOCUS_POINTS = 6000;
const MIN_DRAG_PX = 4;
const X_AXIS_PX = 24;
const TOP_PX = 8;
/** From so many series on the crosshair has no dots on the lines: each one costs at every move of the mouse. */
const CURSOR_DOTS_SERIES = 60;
/** Room at the right for the half of a time label that reaches beyond the last tick. */
const LABEL_HALF_PX = 22;
/** Room above the plot for the signs of events. */
const FLAGS_PX = 16;
/** Only these follow on the page's other charts: a drag belongs to the chart it began in. */
const SHARED_EVENTS = new Set(['mousemove', 'mouseleave', 'mouseenter']);

// [smallest step in seconds, label, then uPlot's labels at changes of year, month, day …: none, the day needs no repeating here]
const TIME_LABELS: uPlot.Axis.DynamicValues | uPlot.Axis.StaticValues | (string | number | null)[][] = [
  [86_400, '{MMM} {D}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
];

type Hooks = { onCursor: (plot: uPlot) => void; onDraw: (plot: uPlot) => void };

/** uPlot's options for a chart. `live` reads the newest props, so that a callback change never rebuilds the plot. */
export function plotOptions(live: () => DrawnChart, width: number, { onCursor, onDraw }: Hooks): uPlot.Options {
  const { data, kind, zone, height, onZoom, annotations = [], axis, logBase = 10 } = live();
  const right = data.series.some(({ look }) => look?.right);
  const log = axis === 'log' ? { distr: 3 as const, log: logBase } : {};
  const small = data.series.length * data.times.length <= FOCUS_POINTS;
  const stroke = () => resolveToken('--axis');
  return {
    width,
    height,
    padding: [annotations.length > 0 ? FLAGS_PX : TOP_PX, right ? 0 : LABEL_HALF_PX, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.22 },
    tzDate: (seconds) => wallClock(seconds, zone),
    cursor: {
      ...(small && kind === 'lines' ? { focus: { prox: 18 } } : {}),
      drag: { x: onZoom !== undefined, y: false, uni: 10, setScale: false },
      points: { show: kind === 'lines' && data.series.length < CURSOR_DOTS_SERIES, size: 6, width: 1.5, fill: () => resolveToken('--surface') },
      sync: { key: live().sync ?? 'page', setSeries: false, filters: { pub: (type) => SHARED_EVENTS.has(type), sub: (type) => SHARED_EVENTS.has(type) } },
      // The bar of a count covers the step after its time, so the bar under the cursor is not always the nearest time.
      ...(kind === 'stackedBars' && data.series.every(({ look }) => !look) ? { dataIdx: (plot, _series, nearest, at) => (nearest > 0 && plot.data[0][nearest]! > at ? nearest - 1 : nearest) } : {}),
    },
    scales: {
      x: { time: true, range: () => [live().data.start, live().data.end] },
      [scaleOf(false)]: { range: (_plot, min, max) => valueRange(min ?? 0, max ?? 0, live()), ...log },
      ...(right ? { [scaleOf(true)]: { range: (_plot: uPlot, min: number, max: number) => valueRange(min ?? 0, max ?? 0, rightOf(live())), ...log } } : {}),
    },
    axes: [
      { stroke, font: FONT, grid: { show: false }, ticks: { show: false }, size: X_AXIS_PX, gap: 5, space: 80, values: TIME_LABELS as uPlot.Axis.Values },
      valueAxis(live, false),
      ...(right ? [valueAxis(live, true)] : []),
    ],
    series: [{}, ...drawOrder(data.series, kind).map((series) => seriesOf(series, kind, data.series.length))],
    hooks: {
      drawClear: [(plot) => drawBands(plot, live())],
      draw: [(plot) => drawLimitsAndEvents(plot, live()), (plot) => drawDots(plot, live().dots ?? []), onDraw],
      setSelect: [
        (plot) => {
          const { left, width: dragged } = plot.select;
          if (dragged > MIN_DRAG_PX) live().onZoom?.(plot.posToVal(left, 'x'), plot.posToVal(left + dragged, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [onCursor],
    },
  };
}

/** The limits belong to the axis at the left. */
const rightOf = ({ axis, logBase, rightBounds }: DrawnChart): Pick<ChartProps, 'axis' | 'logBase' | 'bounds'> => ({ axis, logBase, bounds: rightBounds });
