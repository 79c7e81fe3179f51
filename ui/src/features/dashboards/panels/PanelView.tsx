import { useMemo, type ComponentType } from 'react';
import { ChartTable } from '@/charts/ChartTable/ChartTable';
import { useServiceTokens } from '@/core/serviceSlots';
import { useZone } from '@/core/timeZone';
import { Notice } from '@/ui/Notice/Notice';
import type { Panel, PanelType } from '../model/dashboard';
import type { PanelData, PanelViewProps } from '../model/frames';
import { BarPanel } from './bar/BarPanel';
import { Nothing } from './empty/Nothing';
import { GaugePanel } from './gauge/GaugePanel';
import { HeatmapPanel } from './heatmap/HeatmapPanel';
import { HistogramPanel } from './histogram/HistogramPanel';
import { LogsPanel } from './logs/LogsPanel';
import type { BodyProps } from './parts/props';
import { fieldsOf } from './reduce/fields';
import { StatPanel } from './stat/StatPanel';
import { StatesPanel } from './states/StatesPanel';
import { TablePanel } from './table/TablePanel';
import { TextPanel } from './text/TextPanel';
import { chartOf } from './timeseries/chartOf';
import { TimeSeriesPanel } from './timeseries/TimeSeriesPanel';
import { TracesPanel } from './traces/TracesPanel';
import styles from './PanelView.module.css';

/** What draws each type. */
const BODIES: Record<Exclude<PanelType, 'text'>, ComponentType<BodyProps>> = {
  timeseries: TimeSeriesPanel,
  stat: StatPanel,
  gauge: GaugePanel,
  bar: BarPanel,
  table: TablePanel,
  heatmap: HeatmapPanel,
  histogram: HistogramPanel,
  'state-timeline': StatesPanel,
  logs: LogsPanel,
  traces: TracesPanel,
};

const NOTICE_PX = 30;

/** A panel in the room it has, with whatever its queries answered: all of it, a part, nothing, or what went wrong. `asTable`: the numbers over time instead of the picture. */
export function PanelView(props: PanelViewProps & { asTable?: boolean }) {
  const { panel, data, height, asTable = false } = props;
  const zone = useZone();
  const tokenOf = useServiceTokens();
  const fields = useMemo(() => fieldsOf(panel, data.series, tokenOf), [panel, data.series, tokenOf]);
  const label = panel.title || 'Untitled panel';
  if (panel.type === 'text') return <TextPanel text={panel.options.content} label={label} height={height} />;
  const { problems } = data;
  const Body = BODIES[panel.type];
  const room = height - (problems.length > 0 ? NOTICE_PX : 0);
  const stale = data.series.some((series) => series.stale);
  return (
    <div className={styles.panel} style={{ height }} data-stale={stale || undefined} aria-busy={stale}>
      {problems.length > 0 && <Notice tone="warning" text={`Not complete: ${problems.map(({ ref, message }) => `${ref}: ${message}`).join('; ')}`} />}
      {isEmpty(panel, data, fields.length) ? (
        <Nothing panel={panel} height={room} />
      ) : asTable && data.series.length > 0 ? (
        <ChartTable label={label} data={chartOf(panel, fields, data.range, zone).data} zone={zone} height={room} />
      ) : (
        <Body {...props} fields={fields} zone={zone} label={label} height={room} />
      )}
    </div>
  );
}

/** Nothing to draw. A query that answered with series of nothing but gaps is no data either. */
function isEmpty({ type }: Panel, { series, logs, traces }: PanelData, fields: number): boolean {
  if (type === 'logs') return !logs?.length;
  if (type === 'traces') return !traces?.length;
  if (type === 'table') return series.length === 0;
  return fields === 0 || (type !== 'stat' && type !== 'gauge' && type !== 'state-timeline' && series.every(({ values }) => values.every((value) => value === null)));
}
