import uPlot from 'uplot';
import { mixTokens, resolveToken, withAlpha } from '@/core/colors';
import { axisTicks, formatValue } from '@/core/format';
import { wallClock, type Zone } from '@/core/time';
import { drawDots } from './dots';
import { isolated } from './isolated';
import { drawBands, drawLimitsAndEvents, FONT_FAMILY } from './marks';
import { drawOrder, isStack } from './plotData';
import type { ChartData, ChartKind, ChartProps, Series } from './types';
import { valueRange } from './valueRange';

/** A chart whose defaults are filled in. */
export type DrawnChart = ChartProps & { zone: Zone; hidden: ReadonlySet<string> };

const FONT = `11px ${FONT_FAMILY}`;
/** A line wider than 1 px costs about four times as much on a software canvas: only small charts get it. */
const WIDE_LINE_SERIES = 6;
/** Focus dims all other lines and so repaints everything: only worth it on small charts. */
const FOCUS_POINTS = 6000;
/** The dot of a sample no line goes through. */
const LONELY_PX = 4;
const MIN_DRAG_PX = 4;
const Y_AXIS_PX = 52;
const X_AXIS_PX = 24;
/** Below this height the y axis is closely labelled, or it would say nothing but 0. */
const LOW_PX = 120;
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
  const { data, kind, zone, height, onZoom, annotations = [], axis } = live();
  const small = data.series.length * data.times.length <= FOCUS_POINTS;
  const stroke = () => resolveToken('--axis');
  return {
    width,
    height,
    padding: [annotations.length > 0 ? FLAGS_PX : TOP_PX, LABEL_HALF_PX, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.22 },
    tzDate: (seconds) => wallClock(seconds, zone),
    cursor: {
      ...(small && kind === 'lines' ? { focus: { prox: 18 } } : {}),
      drag: { x: onZoom !== undefined, y: false, uni: 10, setScale: false },
      points: { show: kind === 'lines' && data.series.length < CURSOR_DOTS_SERIES, size: 6, width: 1.5, fill: () => resolveToken('--surface') },
      sync: { key: 'page', setSeries: false, filters: { pub: (type) => SHARED_EVENTS.has(type), sub: (type) => SHARED_EVENTS.has(type) } },
      // A bar covers the step after its time, so the bar under the cursor is not always the nearest time.
      ...(kind === 'stackedBars' ? { dataIdx: (plot, _series, nearest, at) => (nearest > 0 && plot.data[0][nearest]! > at ? nearest - 1 : nearest) } : {}),
    },
    scales: {
      x: { time: true, range: () => [live().data.start, live().data.end] },
      y: { range: (_plot, min, max) => valueRange(min ?? 0, max ?? 0, live()), ...(axis === 'log' ? { distr: 3, log: 10 } : {}) },
    },
    axes: [
      { stroke, font: FONT, grid: { show: false }, ticks: { show: false }, size: X_AXIS_PX, gap: 5, space: 80, values: TIME_LABELS as uPlot.Axis.Values },
      {
        stroke,
        font: FONT,
        grid: { stroke: () => resolveToken('--grid'), width: 1 },
        ticks: { show: false },
        size: Y_AXIS_PX,
        gap: 6,
        space: height < LOW_PX ? 18 : 30,
        ...(axis === 'log' ? {} : { incrs: stepsOf(kind, data) }),
        values: (_plot, values) => (axis === 'log' ? logTicks(values, live().data.unit) : axisTicks(values, live().data.unit)),
      },
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

/** Counts have no halves: their axis steps are whole numbers. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
const isCounts = ({ series }: ChartData): boolean => series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));

/** Distances of ticks that are round in their unit: whole counts, powers of two of bytes, and what a clock shows of seconds. */
function stepsOf(kind: ChartKind, data: ChartData): number[] | undefined {
  if (data.unit.startsWith('bytes')) return BYTE_STEPS;
  if (data.unit === 's') return CLOCK_STEPS;
  if (data.unit === 'ms') return CLOCK_STEPS.map((step) => step * 1000);
  return kind === 'stackedBars' && isCounts(data) ? WHOLE_STEPS : undefined;
}

const BYTE_STEPS = Array.from({ length: 63 }, (_, power) => 2 ** (power - 6));
const CLOCK_STEPS = [
  ...Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** (power - 9))).flat(),
  10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000, 86_400, 172_800, 432_000, 864_000, 1_728_000, 4_320_000, 8_640_000, 86_400_000,
];

/** Each power of ten in its own unit; what lies between them has a line and no words. */
const logTicks = (values: (number | null)[], unit: ChartData['unit']): string[] =>
  values.map((value) => (value !== null && Math.abs(Math.log10(value) % 1) < 1e-9 ? formatValue(value, unit) : ''));

function seriesOf(series: Series, kind: ChartKind, count: number): uPlot.Series {
  const color = () => resolveToken(series.color);
  const lonely: uPlot.Series.Points = { show: false, size: LONELY_PX, width: 0, fill: color, filter: (plot, i) => isolated(plot.data[i]!) };
  const common = { label: series.label, points: kind === 'stackedBars' ? { show: false } : lonely, spanGaps: false };
  // Opaque: layers of a stack lie on each other.
  const layer = () => mixTokens(series.color, '--surface', series.strength ?? 1);
  if (kind === 'stackedBars') return { ...common, width: 0, fill: layer, paths: uPlot.paths.bars!({ size: [0.82, 24], align: 1 }) };
  const line = { ...common, width: count > WIDE_LINE_SERIES || isStack(kind) ? 1 : 1.5, stroke: color };
  if (kind === 'stackedArea') return { ...line, fill: () => mixTokens(series.color, '--surface', 0.45 * (series.strength ?? 1)) };
  return count === 1 ? { ...line, fill: () => withAlpha(resolveToken(series.color), 0.12) } : line;
}
