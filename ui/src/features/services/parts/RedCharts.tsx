import { useCallback, useMemo } from 'react';
import { IconListSearch, IconRoute } from '@tabler/icons-react';
import type { RedTimeline, Time } from '@/api/services';
import { errorRatioOf, figureOn, p50Of, p95Of, p99Of, ratesOn, stepsOf } from '@/charts/red/red';
import type { Annotation, ChartData, ChartPoint, PointLink, Series } from '@/charts/TimeSeries/types';
import type { Unit } from '@/core/format';
import { logsAt, tracesAt } from '@/core/links';
import { ChartPanel } from '@/ui/ChartPanel/ChartPanel';
import type { PanelQuery } from '@/ui/Panel/QueryBody';
import styles from './RedCharts.module.css';

type Props = { time: Time; service: string; red: PanelQuery<RedTimeline> & { dataUpdatedAt: number }; annotations: readonly Annotation[] };

/** As high as a chart with its legend. */
const SINGLE_HEIGHT = 190;

/** Durations, failures and requests of one service over time. */
export function RedCharts({ time, service, red, annotations }: Props) {
  const { data, dataUpdatedAt } = red;
  const charts = useMemo(() => data && chartsOf(data, dataUpdatedAt / 1000), [data, dataUpdatedAt]);
  const links = useCallback(
    ({ time: at }: ChartPoint): PointLink[] => [
      { label: 'Traces', link: tracesAt(at, service), icon: IconRoute },
      { label: 'Log records', link: logsAt(at, service), icon: IconListSearch },
    ],
    [service],
  );
  const shared = { kind: 'lines' as const, onZoom: time.show, annotations, links, empty: 'No requests in this time range' };
  const single = { legend: false, height: SINGLE_HEIGHT };
  return (
    <div className={styles.charts}>
      <ChartPanel title="Latency" note="p50, p95, p99" query={{ ...red, data: charts?.latency }} {...shared} />
      <ChartPanel title="Errors" note="failed requests" query={{ ...red, data: charts?.errors }} {...shared} {...single} />
      <ChartPanel title="Requests" note="per second" query={{ ...red, data: charts?.requests }} {...shared} {...single} />
    </div>
  );
}

function chartsOf(timeline: RedTimeline, nowSeconds: number): Record<'latency' | 'errors' | 'requests', ChartData> {
  const { start, end, total, step_seconds } = timeline;
  const times = stepsOf(timeline);
  const chart = (unit: Unit, series: Series[]): ChartData => ({ start, end, times, unit, series: total.times.length > 0 ? series : [] });
  return {
    latency: chart('ms', [
      { key: 'p99', label: 'p99', color: '--s8', values: figureOn(times, total, p99Of) },
      { key: 'p95', label: 'p95', color: '--s1', values: figureOn(times, total, p95Of) },
      { key: 'p50', label: 'p50', color: '--s5', values: figureOn(times, total, p50Of) },
    ]),
    errors: chart('ratio', [{ key: 'errors', label: 'failed', color: '--error-fill', values: figureOn(times, total, errorRatioOf) }]),
    requests: chart('/s', [{ key: 'requests', label: 'requests', color: '--s1', values: ratesOn(times, total, step_seconds, nowSeconds) }]),
  };
}
