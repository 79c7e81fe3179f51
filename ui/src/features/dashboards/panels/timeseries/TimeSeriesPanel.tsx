import { useMemo, useState } from 'react';
import { largestSeries } from '@/charts/TimeSeries/largestSeries';
import { TimeSeries } from '@/charts/TimeSeries/TimeSeries';
import { Notice } from '@/ui/Notice/Notice';
import { ChartLegend } from '../parts/ChartLegend';
import { pointLinks, type BodyProps } from '../parts/props';
import { chartOf } from './chartOf';
import { legendRoom } from './legendRoom';
import styles from './TimeSeriesPanel.module.css';

const NONE: ReadonlySet<string> = new Set();
const NOTICE_PX = 30;

/** Samples over time as lines, bars or points, stacked or not, on one axis or two. */
export function TimeSeriesPanel({ panel, data, fields, zone, label, width, height, marks, onZoom, onPointMenu, sync }: BodyProps) {
  const [hidden, setHidden] = useState(NONE);
  const [focus, setFocus] = useState<string | null>(null);
  const whole = useMemo(() => chartOf(panel, fields, data.range, zone), [panel, fields, data.range, zone]);
  const { data: chart, said } = useMemo(() => largestSeries(whole.data, whole.kind), [whole]);
  const { legend } = panel.options;
  const free = height - (said ? NOTICE_PX : 0);
  const room = useMemo(() => legendRoom(legend, chart.series.map((series) => series.label), width, free), [legend, chart, width, free]);
  const links = useMemo(() => (onPointMenu ? pointLinks(fields, onPointMenu) : undefined), [fields, onPointMenu]);
  const below = room?.place === 'bottom' ? room.size : 0;
  return (
    <>
      {said && <Notice tone="info" text={said} />}
      <div className={styles.panel} data-place={room?.place} style={{ height: free }}>
        <div className={styles.chart}>
          <TimeSeries label={label} {...whole} data={chart} height={Math.max(40, free - below)} zone={zone} hidden={hidden} focus={focus} annotations={marks} sync={sync} onZoom={onZoom} links={links} />
        </div>
        {room && <ChartLegend chart={chart} fields={fields} legend={legend} room={room} hidden={hidden} onHide={setHidden} onFocus={setFocus} />}
      </div>
    </>
  );
}
