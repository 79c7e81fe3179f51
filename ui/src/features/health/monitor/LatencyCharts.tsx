import { useMemo } from 'react';
import { IconListSearch, IconRoute } from '@tabler/icons-react';
import { useChanges, type Time } from '@/api/services';
import type { Annotation, ChartData, ChartPoint, PointLink } from '@/charts/TimeSeries/types';
import { logsAt, tracesAt } from '@/core/links';
import { annotationsOf } from '@/ui/ChangesFeed/kinds';
import { ChartPanel } from '@/ui/ChartPanel/ChartPanel';
import { useLatency } from '../api/results';
import type { MonitorDetail } from '../api/types';
import { latencyChart, phasesChart, failureMarks } from '../model/charts';
import styles from './LatencyCharts.module.css';

const NO_MARKS: readonly Annotation[] = [];

/** How long checks took, where that time went, and when they failed: with what changed meanwhile. */
export function LatencyCharts({ time, monitor: { id, service } }: { time: Time; monitor: MonitorDetail }) {
  const latency = useLatency(time, id);
  const changes = useChanges(time, service || undefined);
  const { data } = latency;
  const charts = useMemo((): { latency?: ChartData; phases?: ChartData; failures: readonly Annotation[] } => {
    if (!data) return { failures: NO_MARKS };
    const step = data.step_seconds;
    return { latency: latencyChart(data, step), phases: phasesChart(data, step), failures: failureMarks(data.failures, step) };
  }, [data]);
  const marks = useMemo(() => [...charts.failures, ...(service ? annotationsOf(changes.data?.changes ?? []) : [])], [charts.failures, changes.data, service]);
  const links = ({ time: at }: ChartPoint): PointLink[] => [
    { label: 'Traces', link: tracesAt(at, service || undefined), icon: IconRoute },
    { label: 'Log records', link: logsAt(at, service || undefined), icon: IconListSearch },
  ];
  return (
    <div className={styles.charts}>
      <ChartPanel title="Response time" note="p50, p95 and slowest" kind="lines" query={{ ...latency, data: charts.latency }} annotations={marks} onZoom={time.show} links={links} empty="No checks in this time range" hint="Widen the time range, or check now." />
      <ChartPanel title="Where the time goes" note="mean by phase" kind="stackedArea" query={{ ...latency, data: charts.phases }} onZoom={time.show} links={links} empty="No phases in this time range" hint="Kinds with several steps show them here." />
    </div>
  );
}
