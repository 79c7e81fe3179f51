import type { ChartData, ChartKind, ChartProps, Series, Threshold } from '@/charts/TimeSeries/types';
import type { Zone } from '@/core/time';
import type { Panel } from '../../model/dashboard';
import type { PanelData } from '../../model/frames';
import type { Field } from '../reduce/fields';
import { mappingOf } from '../reduce/mappings';
import { numberText } from '../reduce/shown';
import { endsOf, stepsOf } from '../reduce/thresholds';
import { aligned } from './aligned';

/** A panel over time as a chart: what is drawn, and how. */
export type Chart = { data: ChartData; kind: ChartKind } & Pick<ChartProps, 'thresholds' | 'axis' | 'logBase' | 'bounds' | 'rightBounds' | 'axisLabel' | 'withoutAxis' | 'shares'>;

export function chartOf({ values, options }: Panel, all: readonly Field[], range: PanelData['range'], zone: Zone): Chart {
  const stacked = options.stack !== 'none';
  // A stack is drawn from its last layer to its first: what stands apart comes last, over all of them.
  const fields = stacked ? all.toSorted((a, b) => Number(b.values.apart) - Number(a.values.apart)) : all;
  const { times, columns } = aligned(fields.map(({ series }) => series));
  const right = rightOnes(fields);
  const left = fields.find((field) => !right.has(field));
  const unit = left?.values.unit ?? values.unit;
  const series = fields.map((field, i): Series => ({
    key: field.key,
    label: field.name,
    color: field.colour,
    values: columns[i]!,
    unit: field.values.unit,
    decimals: field.values.decimals,
    words: wordsOf(field, zone),
    look: lookOf(field, options, right.has(field)),
  }));
  const kind = !stacked ? 'lines' : options.draw === 'bars' ? 'stackedBars' : 'stackedArea';
  const boundsOf = ({ minimum, maximum }: Panel['values']) => ({ min: minimum, max: maximum });
  return {
    data: { start: range.start, end: range.end, times, series, unit, rightUnit: [...right][0]?.values.unit },
    kind,
    axis: options.log_base > 0 ? 'log' : fitsValues(options, fields) ? 'fit' : undefined,
    logBase: options.log_base === 2 ? 2 : 10,
    bounds: boundsOf(left?.values ?? values),
    rightBounds: right.size > 0 ? boundsOf([...right][0]!.values) : undefined,
    axisLabel: options.axis_label || undefined,
    withoutAxis: fields.length > 0 && fields.every((field) => field.values.axis === 'hidden'),
    shares: options.stack === 'percent',
    thresholds: options.show_thresholds ? limitsOf(values, series, zone) : undefined,
  };
}

/** Those on the right axis: where they say so, or are in another unit than the first that says nothing. */
function rightOnes(fields: readonly Field[]): ReadonlySet<Field> {
  const first = fields.find(({ values }) => values.axis !== 'right');
  return new Set(fields.filter(({ values }) => values.axis === 'right' || (values.axis === '' && first !== undefined && values.unit !== first.values.unit)));
}

/** Bars, areas and stacks are measured from zero; lines are looked at where they are. */
const fitsValues = (options: Panel['options'], fields: readonly Field[]): boolean =>
  options.stack === 'none' && options.draw !== 'bars' && fields.every(({ values }) => values.draw !== 'bars' && (values.fill ?? options.fill) === 0);

function lookOf({ values }: Field, options: Panel['options'], right: boolean): Series['look'] {
  const draw = values.draw || options.draw;
  const stacked = options.stack !== 'none';
  const fill = (values.fill ?? options.fill) / 100;
  return {
    // A chart of stacked bars draws what is not said as bars.
    draw,
    fill: draw === 'bars' ? (fill > 0 ? fill : 1) : stacked && fill === 0 ? 0 : fill,
    // The default leaves the width to the number of lines.
    width: options.line_width === 1 ? undefined : options.line_width,
    steps: options.steps,
    connectGaps: options.connect_gaps,
    right,
    apart: stacked && values.apart,
  };
}

/** Mapped values are said in their words; what hangs from zero is said without its sign. */
function wordsOf({ values }: Field, zone: Zone): Series['words'] {
  if (values.mappings.length === 0 && !values.negative) return undefined;
  return (value) => mappingOf(value, values.mappings)?.text ?? numberText(values.negative ? Math.abs(value) : value, values, zone);
}

/** Each step but the lowest as a line in its colour. */
function limitsOf(values: Panel['values'], series: readonly Series[], zone: Zone): Threshold[] {
  const ends = endsOf(values, series.flatMap((each) => each.values));
  return stepsOf(values, ends)
    .filter(({ from }) => Number.isFinite(from))
    .map(({ from, colour }) => ({ value: from, label: numberText(from, values, zone), tone: 'warning', color: toneToken(colour) }));
}

/** Lines and their words: the readable tone of a colour. */
const toneToken = (colour: string): string => (colour.startsWith('--') && colour.endsWith('-fill') ? colour.slice(0, -'-fill'.length) : colour);
