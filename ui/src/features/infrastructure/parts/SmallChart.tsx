import { useMemo, useState } from 'react';
import { figuresOf } from '@/charts/Legend/figures';
import { Legend } from '@/charts/Legend/Legend';
import { TimeSeries } from '@/charts/TimeSeries/TimeSeries';
import type { ChartData, Threshold } from '@/charts/TimeSeries/types';
import { useTimeRange } from '@/core/useTimeRange';
import { Notice } from '@/ui/Notice/Notice';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './SmallChart.module.css';

const HEIGHT = 120;
/** More names than these say nothing in a drawer. */
const NAMED = 8;
const NONE: ReadonlySet<string> = new Set();

type Props = { label: string; query: PanelQuery<{ chart: ChartData; warnings: string[] }>; empty: string; thresholds?: readonly Threshold[] };

/** A chart in a drawer, in all four states at the same height. A drag chooses the time range of the page. */
export function SmallChart({ label, query, empty, thresholds }: Props) {
  return (
    <div className={styles.frame} style={{ minHeight: HEIGHT }}>
      <QueryBody
        query={query}
        skeleton={<Skeleton height={HEIGHT} />}
        notices={({ warnings }) => warnings}
        isEmpty={({ chart }) => chart.series.length === 0}
        empty={<p className={styles.empty}>{empty}</p>}
      >
        {({ chart }) => <Lines label={label} chart={chart} thresholds={thresholds} />}
      </QueryBody>
    </div>
  );
}

function Lines({ label, chart, thresholds }: { label: string; chart: ChartData; thresholds: readonly Threshold[] | undefined }) {
  const time = useTimeRange();
  const [hidden, setHidden] = useState(NONE);
  const [focus, setFocus] = useState<string | null>(null);
  const items = useMemo(() => figuresOf(chart, 'lines'), [chart]);
  return (
    <>
      <TimeSeries label={label} data={chart} kind="lines" height={HEIGHT} hidden={hidden} focus={focus} thresholds={thresholds} onZoom={time.show} />
      {items.length > NAMED && <Notice tone="info" text={`${items.length} series: open it in the explorer to tell them apart`} />}
      {items.length > 1 && items.length <= NAMED && <Legend items={items} hidden={hidden} onHide={setHidden} onFocus={setFocus} />}
    </>
  );
}
