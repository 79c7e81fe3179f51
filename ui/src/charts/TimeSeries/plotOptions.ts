import uPlot from 'uplot';
import { mixTokens, resolveToken, withAlpha } from '@/core/colors';
import { axisTicks } from '@/core/format';
import { wallClock } from '@/core/time';
import { drawOrder } from './plotData';
import type { ChartProps, Series } from './types';

const FONT = "11px 'Inter Variable', sans-serif";
/** A line wider than 1 px costs about four times as much on a software canvas: only small charts get it. */
const WIDE_LINE_SERIES = 6;
/** Focus dims all other lines and so repaints everything: only worth it on small charts. */
const FOCUS_POINTS = 6000;
const MIN_DRAG_PX = 4;
const Y_AXIS_PX = 52;
const X_AXIS_PX = 24;
const HEADROOM = 1.08;

// [smallest step in seconds, label, then uPlot's labels at changes of year, month, day …: none, the day needs no repeating here]
const TIME_LABELS: uPlot.Axis.DynamicValues | uPlot.Axis.StaticValues | (string | number | null)[][] = [
  [86_400, '{MMM} {D}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
];

/** uPlot's options for a chart. `live` reads the newest props, so that a callback change never rebuilds the plot. */
export function plotOptions(live: () => ChartProps, width: number, onCursor: (plot: uPlot) => void): uPlot.Options {
  const { data, kind, zone, height } = live();
  const small = data.series.length * data.times.length <= FOCUS_POINTS;
  const stroke = () => resolveToken('--axis');
  return {
    width,
    height,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.22 },
    tzDate: (seconds) => wallClock(seconds, zone),
    cursor: {
      ...(small && kind === 'lines' ? { focus: { prox: 18 } } : {}),
      drag: { x: true, y: false, uni: 10, setScale: false },
      points: { show: kind === 'lines', size: 6, width: 1.5, fill: () => resolveToken('--surface') },
      sync: { key: 'page', setSeries: false },
      // A bar covers the step after its time, so the bar under the cursor is not always the nearest time.
      ...(kind === 'stackedBars' ? { dataIdx: (plot, _series, nearest, at) => (nearest > 0 && plot.data[0][nearest]! > at ? nearest - 1 : nearest) } : {}),
    },
    scales: {
      x: { time: true, range: () => [live().data.start, live().data.end] },
      y: { range: (_plot, min, max) => [Math.min(0, min ?? 0), (max ?? 0) > 0 ? max * HEADROOM : 1] },
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
        space: 30,
        incrs: wholeSteps(kind),
        values: (_plot, values) => axisTicks(values, live().data.unit),
      },
    ],
    series: [{}, ...drawOrder(data.series, kind).map((series) => (kind === 'lines' ? lineOf(series, data.series.length) : barOf(series)))],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width: dragged } = plot.select;
          if (dragged > MIN_DRAG_PX) live().onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + dragged, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [onCursor],
    },
  };
}

/** Counts have no halves: their axis steps are whole numbers. */
function wholeSteps(kind: ChartProps['kind']): number[] | undefined {
  if (kind === 'lines') return undefined;
  return Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
}

function lineOf(series: Series, count: number): uPlot.Series {
  return {
    label: series.label,
    width: count > WIDE_LINE_SERIES ? 1 : 1.5,
    stroke: () => resolveToken(series.color),
    ...(count === 1 ? { fill: () => withAlpha(resolveToken(series.color), 0.12) } : {}),
    points: { show: false },
    spanGaps: false,
  };
}

function barOf(series: Series): uPlot.Series {
  return {
    label: series.label,
    width: 0,
    fill: () => mixTokens(series.color, '--surface', series.strength ?? 1),
    paths: uPlot.paths.bars!({ size: [0.82, 24], align: 1 }),
    points: { show: false },
  };
}
