import { useMemo } from 'react';
import { serviceToken } from '@/core/serviceSlots';
import type { useTimeRange } from '@/core/useTimeRange';
import { useSpanTimeline } from '../api';
import { ChartPanel } from './ChartPanel';
import { countsOn, largestSeries, ratesOn, stepsOf } from './timeline';

const BUCKETS = 120;
const SERIES_LIMIT = 8;

/** Spans per second, one line per service; the busiest ones when there are many. */
export function SpansByService({ time }: { time: ReturnType<typeof useTimeRange> }) {
  const query = useSpanTimeline(time, BUCKETS);
  const { data, dataUpdatedAt } = query;
  const chart = useMemo(() => {
    if (!data) return undefined;
    const times = stepsOf(data);
    const series = data.series.map(({ service, points }) => ({
      key: service,
      label: service,
      color: serviceToken(service),
      values: ratesOn(times, countsOn(times, points), data.step_seconds, dataUpdatedAt / 1000),
    }));
    return { start: data.start, end: data.end, times, series: largestSeries(series, SERIES_LIMIT), unit: '/s' };
  }, [data, dataUpdatedAt]);
  return <ChartPanel title="Spans per second" note="by service" query={{ ...query, data: chart }} kind="lines" time={time} empty="No spans in this time range" />;
}
