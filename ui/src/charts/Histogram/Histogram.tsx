import { useCallback, useMemo } from 'react';
import { TimeSeries } from '@/charts/TimeSeries/TimeSeries';
import type { Annotation, ChartPoint } from '@/charts/TimeSeries/types';
import { barAt, stackOf, type Buckets, type Layer } from './buckets';

type Props = {
  /** What is counted, in words. */
  label: string;
  buckets: Buckets;
  layers: readonly Layer[];
  height: number;
  annotations?: readonly Annotation[];
  /** A drag, or a click on a bar, chose this interval in epoch seconds. */
  onInterval: (start: number, end: number) => void;
};

/** Counts over time in stacked bars: drag to zoom, click a bar for its interval. */
export function Histogram({ label, buckets, layers, height, annotations, onInterval }: Props) {
  const data = useMemo(() => stackOf(buckets, layers), [buckets, layers]);
  const pick = useCallback(
    ({ time }: ChartPoint) => {
      const bar = barAt(buckets, time);
      onInterval(bar.start, bar.end);
    },
    [buckets, onInterval],
  );
  return <TimeSeries label={label} data={data} kind="stackedBars" height={height} annotations={annotations} onZoom={onInterval} onPick={pick} />;
}
