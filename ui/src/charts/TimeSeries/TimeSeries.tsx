import { memo, useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatValue } from '@/core/format';
import { drawOrder, plotData } from './plotData';
import { plotOptions } from './plotOptions';
import { drawTooltip } from './tooltip';
import type { ChartProps } from './types';
import styles from './TimeSeries.module.css';

/**
 * Samples over time: crosshair shared by all charts of the page, values beside the cursor, drag to zoom. Knows nothing of the
 * API. The plot is rebuilt only when its set of series changes; new samples are handed over.
 */
export const TimeSeries = memo(function TimeSeries(props: ChartProps) {
  const { data, kind, zone, hidden, focus, height } = props;
  const host = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const live = useRef(props);
  live.current = props;
  const columns = useMemo(() => plotData(data, kind, hidden), [data, kind, hidden]);
  const newest = useRef(columns);
  newest.current = columns;
  const shape = [kind, zone, height, data.unit, ...data.series.map(({ key, color }) => `${key} ${color}`)].join('|');

  useEffect(() => {
    const element = host.current!;
    const onCursor = (at: uPlot) => drawTooltip(box.current!, element, at, live.current);
    const created = new uPlot(plotOptions(() => live.current, element.clientWidth, onCursor), newest.current, element);
    plot.current = created;
    const stopFollowing = followHost(created, element, height);
    return () => {
      stopFollowing();
      created.destroy();
      plot.current = null;
    };
  }, [shape, height]);

  useEffect(() => {
    plot.current?.setData(columns);
  }, [columns, data.start, data.end]);

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

  return (
    <div className={styles.chart} style={{ height }}>
      <div ref={host} className={styles.host} role="img" aria-label={summary(props)} />
      <div ref={box} className={styles.tip} hidden />
    </div>
  );
});

/** Keeps the plot as wide as its place, and repaints it when fonts arrive or the colour scheme changes. */
function followHost(plot: uPlot, host: HTMLElement, height: number): () => void {
  const resized = new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientWidth !== plot.width) plot.setSize({ width: host.clientWidth, height });
  });
  resized.observe(host);
  const recoloured = new MutationObserver(() => plot.redraw(false));
  recoloured.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
  let alive = true;
  void document.fonts?.ready.then(() => alive && plot.redraw(false, true));
  return () => {
    alive = false;
    resized.disconnect();
    recoloured.disconnect();
  };
}

/** The chart in words, for those who cannot see it: the newest value of a line, the sum of a layer. */
function summary({ label, data, kind }: ChartProps): string {
  if (data.series.length === 0) return `${label}: no data in this time range`;
  const parts = data.series.map((series) => {
    const values = series.values.filter((value) => value !== null);
    const figure = kind === 'lines' ? values.at(-1) : values.reduce((sum, value) => sum + value, 0);
    return `${series.label} ${formatValue(figure, data.unit)}`;
  });
  return `${label}, ${kind === 'lines' ? 'newest values' : 'totals'}: ${parts.join(', ')}`;
}
