import { useMemo } from 'react';
import { Histogram } from '@/charts/Histogram/Histogram';
import type { Layer } from '@/charts/Histogram/buckets';
import { isTrouble, LEVELS, levelToken, toLevel } from '@/core/levels';
import type { useTimeRange } from '@/core/useTimeRange';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useLastGood } from '../useLastGood';
import styles from './LevelHistogram.module.css';

const HEIGHT = 92;

/** The server's counts: points are [epoch seconds of the step's start, records]. */
type Counts = { start: number; end: number; step_seconds: number; series: { level: string; points: number[][] }[] };

type Props = {
  time: ReturnType<typeof useTimeRange>;
  histogram: PanelQuery<Counts> & { isPlaceholderData: boolean };
  /** The search can't be read: the query bar says why, the last good counts stay. */
  fault: boolean;
};

/** Records over time, worst level on top: drag to zoom, click a bar for its interval. */
export function LevelHistogram({ time, histogram, fault }: Props) {
  const data = useLastGood(histogram.data);
  const drawn = useMemo(() => data && { ...data, series: data.series.map(({ level, points }) => ({ name: level, points })) }, [data]);
  const layers = useMemo(() => layersOf(data?.series.map(({ level }) => level) ?? []), [data]);
  if (fault && !drawn) return null;
  return (
    <section className={styles.panel} aria-label="Log records over time" aria-busy={histogram.isPlaceholderData} data-stale={fault || undefined}>
      <QueryBody query={{ ...histogram, data: drawn, error: fault ? null : histogram.error }} skeleton={<Skeleton height={HEIGHT - 30} />}>
        {(buckets) => <Histogram label="Log records by level" buckets={buckets} layers={layers} height={HEIGHT} onInterval={time.show} />}
      </QueryBody>
    </section>
  );
}

/** Senders spell levels in many ways: what means the same is one layer. */
function layersOf(names: readonly string[]): Layer[] {
  return LEVELS.map((level) => ({
    key: level, label: level, color: levelToken(level), strength: isTrouble(level) || level === 'warn' ? 1 : 0.5, names: names.filter((name) => toLevel(name) === level),
  }));
}
