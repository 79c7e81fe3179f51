import { useMemo } from 'react';
import { LEVELS, isTrouble, levelToken, toLevel } from '@/core/levels';
import type { useTimeRange } from '@/core/useTimeRange';
import type { Series } from '@/charts/TimeSeries/types';
import { useLogHistogram } from '../api';
import { ChartPanel } from './ChartPanel';
import { countsOn, stepsOf, type Timeline } from './timeline';

const BUCKETS = 60;

/** Log records per step, worst level on top. */
export function LogsByLevel({ time }: { time: ReturnType<typeof useTimeRange> }) {
  const query = useLogHistogram(time, BUCKETS);
  const { data } = query;
  const chart = useMemo(() => data && { start: data.start, end: data.end, ...stack(data), unit: 'short' }, [data]);
  return (
    <ChartPanel
      title="Log records"
      note="by level"
      query={{ ...query, data: chart }}
      kind="stackedBars"
      time={time}
      empty="No log records in this time range"
      notices={data?.notices}
    />
  );
}

type Histogram = Omit<Timeline, 'series'> & { series: { level: string; points: number[][] }[] };

/** Senders spell levels in many ways: what means the same is one layer. */
function stack(data: Histogram): { times: number[]; series: Series[] } {
  const times = stepsOf(data);
  const series = LEVELS.flatMap((level) => {
    const points = data.series.filter((each) => toLevel(each.level) === level).map((each) => countsOn(times, each.points));
    if (points.length === 0) return [];
    const values = times.map((_, i) => points.reduce((sum, counts) => sum + counts[i]!, 0));
    return [{ key: level, label: level, color: levelToken(level), strength: isTrouble(level) || level === 'warn' ? 1 : 0.5, values }];
  });
  return { times, series };
}
