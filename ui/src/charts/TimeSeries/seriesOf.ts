import uPlot from 'uplot';
import { mixTokens, resolveToken, withAlpha } from '@/core/colors';
import { scaleOf } from './drawnAt';
import { isolated } from './isolated';
import { isStack } from './plotData';
import type { ChartKind, Series } from './types';

/** A line wider than 1 px costs about four times as much on a software canvas: only small charts get it. */
const WIDE_LINE_SERIES = 6;
/** A width somebody asked for is kept up to so many lines. */
const WIDTHS_SERIES = 24;
/** The dot of a sample no line goes through. */
const LONELY_PX = 4;
const POINT_PX = 5;
const BAR_SHARE = 0.82;
const BAR_MOST_PX = 24;
/** Areas of a stack, and under the line of a chart of one. */
const STACK_FILL = 0.45;
const ALONE_FILL = 0.12;

/** How uPlot draws one series of a chart with `count` of them. */
export function seriesOf(series: Series, kind: ChartKind, count: number): uPlot.Series {
  const { look = {}, strength = 1 } = series;
  const stacked = isStack(kind) && !look.apart;
  const draw = look.draw ?? (kind === 'stackedBars' ? 'bars' : 'lines');
  const color = () => resolveToken(series.color);
  // Opaque: layers of a stack lie on each other.
  const shade = (share: number) => () => (stacked ? mixTokens(series.color, '--surface', share * strength) : withAlpha(color(), share));
  const common: uPlot.Series = { label: series.label, scale: scaleOf(look.right), spanGaps: look.connectGaps ?? false };
  if (draw === 'bars') {
    const fill = look.fill === undefined || stacked ? shade(look.fill === undefined ? 1 : Math.max(STACK_FILL, look.fill)) : shade(look.fill);
    const edge = look.fill !== undefined && look.fill < 1 ? { width: 1, stroke: color } : { width: 0 };
    return { ...common, ...edge, points: { show: false }, fill, paths: uPlot.paths.bars!({ size: [BAR_SHARE, BAR_MOST_PX], align: series.look ? 0 : 1 }) };
  }
  if (draw === 'points') return { ...common, width: 0, paths: () => null, points: { show: true, size: POINT_PX, width: 0, fill: color } };
  const lonely: uPlot.Series.Points = { show: false, size: LONELY_PX, width: 0, fill: color, filter: (plot, i) => isolated(plot.data[i]!) };
  const line = { ...common, points: lonely, width: widthOf(look.width, stacked, count), stroke: color, ...(look.steps ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}) };
  const share = look.fill ?? (stacked ? STACK_FILL : count === 1 ? ALONE_FILL : 0);
  return share > 0 ? { ...line, fill: shade(share) } : line;
}

function widthOf(wanted: number | undefined, stacked: boolean, count: number): number {
  if (wanted !== undefined && count <= WIDTHS_SERIES) return wanted;
  return count > WIDE_LINE_SERIES || stacked ? 1 : 1.5;
}
