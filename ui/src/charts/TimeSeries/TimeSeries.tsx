import { memo, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { PointMenu } from '@/charts/PointMenu/PointMenu';
import { useZone } from '@/core/timeZone';
import { placeFlags } from './flags';
import { followHost } from './followHost';
import { followPicks, type Picked } from './pick';
import { drawOrder, plotData } from './plotData';
import { plotOptions, type DrawnChart } from './plotOptions';
import { seriesWords } from './words';
import { summary } from './summary';
import { drawTooltip } from './tooltip';
import type { ChartProps } from './types';
import styles from './TimeSeries.module.css';

const NONE: ReadonlySet<string> = new Set();

/**
 * Samples over time: crosshair shared by all charts of the page, values beside the cursor, drag to zoom, click to follow. Knows
 * nothing of the API. The plot is rebuilt only when its set of series changes; new samples are handed over.
 */
export const TimeSeries = memo(function TimeSeries(props: ChartProps) {
  const { data, kind, height, hidden = NONE, focus = null, annotations, thresholds, axis, shares, dots } = props;
  const pageZone = useZone();
  const zone = props.zone ?? pageZone;
  const host = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const flags = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [pinned, setPinned] = useState<Picked | null>(null);
  const live = useRef<DrawnChart>({ ...props, zone, hidden });
  live.current = { ...props, zone, hidden };
  const columns = useMemo(() => plotData(data, kind, hidden, { axis, shares }), [data, kind, hidden, axis, shares]);
  const newest = useRef(columns);
  newest.current = columns;
  const abilities = `${props.onZoom !== undefined} ${annotations !== undefined && annotations.length > 0}`;
  const fixed = [axis, props.logBase, shares, props.axisLabel, props.withoutAxis, data.unit, data.rightUnit, JSON.stringify([props.bounds, props.rightBounds])].join(' ');
  const shape = [kind, zone, height, abilities, fixed, ...data.series.map(({ key, color, strength, look }) => `${key} ${color} ${strength} ${look ? JSON.stringify(look) : ''}`)].join('|');

  useEffect(() => {
    const element = host.current!;
    const onCursor = (at: uPlot) => box.current && drawTooltip(box.current, element, at, live.current);
    // A drawing that was under way when the chart left the page still ends.
    const onDraw = (at: uPlot) => flags.current && placeFlags(flags.current, at, live.current.annotations ?? [], live.current.zone);
    const created = new uPlot(plotOptions(() => live.current, element.clientWidth, { onCursor, onDraw }), newest.current, element);
    plot.current = created;
    const stopPicking = followPicks(created, element, () => live.current, (picked) => {
      if (picked.dot) return live.current.onDot?.(picked.dot);
      live.current.onPick?.(picked.point);
      if (live.current.links) setPinned(picked);
      box.current!.hidden = true;
    });
    const stopFollowing = followHost(created, element, height);
    return () => {
      stopPicking();
      stopFollowing();
      created.destroy();
      plot.current = null;
    };
  }, [shape, height]);

  useEffect(() => plot.current?.setData(columns), [columns, data.start, data.end]);
  useEffect(() => plot.current?.redraw(false, true), [annotations, thresholds, dots]);

  useEffect(() => {
    const current = plot.current;
    if (!current) return;
    current.batch(() => {
      drawOrder(data.series, kind).forEach((series, i) => {
        const show = !hidden.has(series.key);
        if (current.series[i + 1]?.show !== show) current.setSeries(i + 1, { show });
      });
    });
  }, [data.series, kind, hidden, shape]);

  useEffect(() => {
    if (kind !== 'lines') return;
    const index = focus === null ? -1 : data.series.findIndex((series) => series.key === focus);
    plot.current?.setSeries(index >= 0 ? index + 1 : null, { focus: true });
  }, [focus, data.series, kind]);

  const follows = props.links !== undefined || props.onPick !== undefined || props.onDot !== undefined;
  return (
    <div className={styles.chart} style={{ height }}>
      <div ref={host} className={styles.host} role="img" aria-label={summary(props, zone)} tabIndex={follows ? 0 : undefined} data-follows={follows || undefined} />
      <div ref={flags} className={styles.flags} aria-hidden="true" />
      <div ref={box} className={styles.tip} hidden />
      {pinned && props.links && (
        <PointMenu
          time={pinned.point.time}
          series={pinned.series?.label}
          value={pinned.point.value === undefined || !pinned.series ? undefined : seriesWords(pinned.series, pinned.point.value, data)}
          links={props.links(pinned.point)}
          x={pinned.x}
          y={pinned.y}
          within={host.current?.clientWidth ?? 0}
          onClose={() => setPinned(null)}
        />
      )}
    </div>
  );
});
