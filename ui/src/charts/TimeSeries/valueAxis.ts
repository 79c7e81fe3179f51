import type uPlot from 'uplot';
import { resolveToken } from '@/core/colors';
import { axisTicks, formatValue } from '@/core/format';
import { notationOf } from '@/core/notation';
import type { Zone } from '@/core/time';
import { scaleOf } from './drawnAt';
import { FONT } from './marks';
import type { DrawnChart } from './plotOptions';
import type { ChartData, ChartKind } from './types';

const AXIS_PX = 52;
const LABEL_PX = 18;
const GAP_PX = 6;
const LETTER_PX = 6;
/** Below this height the axis is closely labelled, or it would say nothing but 0. */
const LOW_PX = 120;

/** The axis of values at the left, or at the right. */
export function valueAxis(live: () => DrawnChart, right: boolean): uPlot.Axis {
  const { data, kind, height, axis, logBase = 10, axisLabel, withoutAxis, shares } = live();
  const unit = () => (shares ? 'ratio' : right ? (live().data.rightUnit ?? live().data.unit) : live().data.unit);
  const stroke = () => resolveToken('--axis');
  return {
    scale: scaleOf(right),
    show: !withoutAxis && data.series.some(({ look }) => (look?.right ?? false) === right),
    side: right ? 1 : 3,
    stroke,
    font: FONT,
    grid: right ? { show: false } : { stroke: () => resolveToken('--grid'), width: 1 },
    ticks: { show: false },
    size: (_plot, words) => Math.max(AXIS_PX, longest(words) * LETTER_PX + GAP_PX + 4),
    gap: GAP_PX,
    space: height < LOW_PX ? 18 : 30,
    ...(axisLabel && !right ? { label: axisLabel, labelFont: FONT, labelSize: LABEL_PX, labelGap: 0 } : {}),
    ...(axis === 'log' ? {} : { incrs: stepsOf(kind, data, unit()) }),
    values: (_plot, values) => (axis === 'log' ? logTicks(values, unit(), logBase, live().zone) : axisTicks(values, unit(), live().zone)),
  };
}

/** All axes of a page are as wide, so that times stand below each other, unless words need more. */
const longest = (words: readonly (string | null)[] | null): number => (words ?? []).reduce((most, word) => Math.max(most, word?.length ?? 0), 0);

/** Counts have no halves: their axis steps are whole numbers. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
const isCounts = ({ series }: ChartData): boolean => series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));

/** Distances of ticks that are round in their unit: whole counts, powers of two of bytes, and what a clock shows of seconds. */
function stepsOf(kind: ChartKind, data: ChartData, unit: string): number[] | undefined {
  const notation = notationOf(unit);
  if (notation.kind === 'scaled' && notation.base === 1024) return BYTE_STEPS.map((step) => step / notation.factor);
  if (notation.kind === 'duration') return CLOCK_STEPS.map((step) => (step * 1000) / notation.ms);
  if (notation.kind === 'words') return WHOLE_STEPS;
  return kind === 'stackedBars' && isCounts(data) ? WHOLE_STEPS : undefined;
}

const BYTE_STEPS = Array.from({ length: 63 }, (_, power) => 2 ** (power - 6));
const CLOCK_STEPS = [
  ...Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** (power - 9))).flat(),
  10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000, 86_400, 172_800, 432_000, 864_000, 1_728_000, 4_320_000, 8_640_000, 86_400_000,
];

/** Each power of the base in its own unit; what lies between them has a line and no words. */
const logTicks = (values: (number | null)[], unit: string, base: number, zone: Zone): string[] =>
  values.map((value) => {
    const power = value === null ? 0.5 : base === 10 ? Math.log10(value) : Math.log2(value);
    return Math.abs(power - Math.round(power)) < 1e-9 ? formatValue(value, unit, undefined, zone) : '';
  });
