import type { Schemas } from '@/api/client';
import type { Annotation, PointLink } from '@/charts/TimeSeries/types';
import type { Panel } from './dashboard';

/** The samples of one series. An instant query has one time. `name` is what its legend says; overrides are not applied yet. */
export type Series = {
  name: string;
  labels: Record<string, string>;
  /** The query it comes from. */
  ref: string;
  /** Epoch seconds; all series of a query share their times. */
  times: readonly number[];
  /** Null where there is no sample, or none that is a finite number. */
  values: readonly (number | null)[];
  /** It answers what was asked before; the next answer is on its way. */
  stale?: boolean;
};

export type LogRow = Schemas['LogRow'];
export type TraceRow = Schemas['TraceSummary'];

/** What the queries of a panel answered. */
export type PanelData = {
  /** Of each query in the order of the panel. */
  series: Series[];
  logs?: LogRow[];
  traces?: TraceRow[];
  /** Queries that failed or can't be asked, in words. What others of the panel found is there nevertheless. */
  problems: { ref: string; message: string }[];
  /** Epoch seconds that the panel is drawn over, and the distance of its points. */
  range: { start: number; end: number; step: number };
};

/** Something that happened, to be marked on charts over time. */
export type Mark = Annotation;

/** A point of a chart that somebody clicked. */
export type PanelPoint = { time: number; series?: Series; value?: number };

/** What draws a panel. `panel` has its variables put in already; width and height are the room there is, in px. */
export type PanelViewProps = {
  panel: Panel;
  data: PanelData;
  width: number;
  height: number;
  marks: readonly Mark[];
  onZoom: (start: number, end: number) => void;
  /** Where a clicked point leads. */
  onPointMenu?: (point: PanelPoint) => readonly PointLink[];
  /** Charts with the same word share their crosshair. */
  sync?: string;
};
