import type { ComponentType } from 'react';
import type { Unit } from '@/core/format';
import type { LinkTarget } from '@/core/links';
import type { Zone } from '@/core/time';

/** How one series is drawn where it differs from its chart. Bars of a look stand around their time; those of a chart of counts cover the step after it. */
export type SeriesLook = {
  draw?: 'lines' | 'bars' | 'points';
  /** How opaque the area under a line and the inside of bars is, 0–1. */
  fill?: number;
  /** Of the line, in px; by the number of series when absent. */
  width?: number;
  /** The value holds until the next one. */
  steps?: boolean;
  /** The line goes on over missing samples. */
  connectGaps?: boolean;
  /** Measured on the axis at the right. */
  right?: boolean;
  /** No layer of the stack: measured from zero by itself. */
  apart?: boolean;
};

/**
 * One line or one layer of a stack. `color` names a token, or is `#rrggbb`; `strength` below 1 fades it towards the surface. `unit` and
 * `decimals` where they differ from the chart's; `words` instead of both.
 */
export type Series = {
  key: string;
  label: string;
  color: string;
  strength?: number;
  values: (number | null)[];
  look?: SeriesLook;
  unit?: Unit;
  decimals?: number | null;
  words?: (value: number) => string;
};

/** Samples of all series at the same instants (epoch seconds), over a range that may be longer than the samples. */
export type ChartData = { start: number; end: number; times: number[]; series: Series[]; unit: Unit; rightUnit?: Unit };

/** The ends of a value axis where they are fixed. */
export type Bounds = { min?: number | null; max?: number | null };

/** Lines over time; values stacked from the first series up, as areas or as a bar per step. */
export type ChartKind = 'lines' | 'stackedArea' | 'stackedBars';

/** A limit drawn as a dashed line with its label, in a tone or a colour of its own. Thresholds stay in view: the axis grows to hold them. */
export type Threshold = { value: number; label?: string; tone: 'critical' | 'error' | 'warning' | 'ok'; color?: string };

/** Something that happened: a deployment ▲, a changed configuration ◆, or an incident, a bar until `end` (or still going on). Epoch seconds. */
export type Annotation = { time: number; end?: number; kind: 'deployment' | 'config' | 'incident'; label: string };

/** How the value axis runs; absent is linear and from 0. `fit` leaves 0 out when the values are far from it; `log` has no place for values of 0 and below. */
export type ValueAxis = 'fit' | 'log';

/** A single measurement drawn over the lines, such as an exemplar; without a value at the foot of the plot. */
export type ChartDot = { key: string; time: number; value?: number; label: string };

/** A point that was clicked. `series` is the key of the nearest line or layer, if one was near. */
export type ChartPoint = { time: number; series?: string; value?: number };

/** One way on from a point: where to, and what one will find there. */
export type PointLink = { label: string; link: LinkTarget; icon?: ComponentType<{ size?: number; stroke?: number }> };

export type ChartProps = {
  /** What the chart shows, in words: the accessible name begins with it. */
  label: string;
  data: ChartData;
  kind: ChartKind;
  height: number;
  /** The page's zone when absent. */
  zone?: Zone;
  /** Keys of series that are switched off. */
  hidden?: ReadonlySet<string>;
  /** Key of the series to bring forward. */
  focus?: string | null;
  thresholds?: readonly Threshold[];
  axis?: ValueAxis;
  /** Of a logarithmic axis. */
  logBase?: 2 | 10;
  bounds?: Bounds;
  rightBounds?: Bounds;
  /** What the axis measures, in words beside it. */
  axisLabel?: string;
  /** The values have no axis: where the tooltip says enough. */
  withoutAxis?: boolean;
  /** The layers of a stack as shares of their sum. */
  shares?: boolean;
  dots?: readonly ChartDot[];
  /** A dot was clicked: then no point is. */
  onDot?: (dot: ChartDot) => void;
  annotations?: readonly Annotation[];
  /** Charts with the same word share their crosshair; all of a page when absent. */
  sync?: string;
  /** A drag over the chart chose this range in epoch seconds: usually `time.show`. Without it nothing can be dragged. */
  onZoom?: (start: number, end: number) => void;
  /** A click chose this point. */
  onPick?: (point: ChartPoint) => void;
  /** Where a clicked point leads: with it a click pins a PointMenu of these links. */
  links?: (point: ChartPoint) => readonly PointLink[];
};
