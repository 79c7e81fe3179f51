import { useMemo } from 'react';
import { TimeSeries } from '@/charts/TimeSeries/TimeSeries';
import type { ChartData, Threshold } from '@/charts/TimeSeries/types';
import { Notice } from '@/ui/Notice/Notice';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { usePreview } from './api';
import { lengthWord, verdict, type Preview, type SearchCondition } from './values';
import styles from './PreviewChart.module.css';

const HEIGHT = 132;

/** The last 24 hours of a condition: its counts, the line they must not cross, and how often an alert would have fired. */
export function PreviewChart({ condition }: { condition: SearchCondition | undefined }) {
  const preview = usePreview(condition);
  return (
    <section className={styles.preview} aria-label="The last 24 hours" aria-busy={preview.isPlaceholderData || undefined}>
      <QueryBody query={preview} skeleton={<Skeleton height={HEIGHT} />}>
        {(found) => <Found found={found} condition={condition} />}
      </QueryBody>
    </section>
  );
}

function Found({ found, condition }: { found: Preview; condition: SearchCondition | undefined }) {
  const data = useMemo(() => chartOf(found, condition?.signal === 'traces' ? 'spans' : 'records'), [found, condition?.signal]);
  const { text, noisy } = verdict(found);
  const limit = condition && condition.op !== 'absent' ? (condition.threshold ?? 0) : undefined;
  const thresholds = useMemo<Threshold[]>(() => (limit === undefined ? [] : [{ value: limit, tone: 'warning', label: String(limit) }]), [limit]);
  return (
    <>
      {noisy ? (
        <Notice tone="warning" text={text} />
      ) : (
        <p className={styles.verdict} role="status">
          {text}
        </p>
      )}
      {found.series.length > 0 ? (
        <TimeSeries label={`Counted in each ${lengthWord(condition?.window_seconds ?? 0)} of the last 24 hours`} data={data} kind="lines" height={HEIGHT} thresholds={thresholds} sync="search-rule" />
      ) : (
        <p className={styles.nothing}>Nothing in the last 24 h matches this search.</p>
      )}
      {found.groups > found.series.length && <p className={styles.note}>The {found.series.length} of {found.groups} groups that would have fired most.</p>}
    </>
  );
}

function chartOf({ start, end, step_seconds, series }: Preview, what: string): ChartData {
  const points = series[0]?.values.length ?? 0;
  return {
    start,
    end,
    unit: 'short',
    times: Array.from({ length: points }, (_, i) => start + i * step_seconds),
    series: series.map(({ group, values }, i) => ({ key: group || what, label: group || what, color: `--s${i + 1}`, values, look: { fill: series.length === 1 ? 0.18 : 0, width: 1 } })),
  };
}
