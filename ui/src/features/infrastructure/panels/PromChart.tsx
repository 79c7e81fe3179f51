import { useCallback, useMemo } from 'react';
import { IconChartLine, IconListSearch, IconRoute } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useChanges } from '@/api/services';
import type { ChartPoint, PointLink } from '@/charts/TimeSeries/types';
import { logsAt, metricsLink, tracesAt } from '@/core/links';
import { useTimeRange } from '@/core/useTimeRange';
import { annotationsOf } from '@/ui/ChangesFeed/kinds';
import { ChartPanel } from '@/ui/ChartPanel/ChartPanel';
import { fill, type Of } from './model/fill';
import type { Figures } from './model/values';
import { useChart } from './useChart';
import type { ChartSpec } from './types';
import styles from './PromChart.module.css';

const NO_FIGURES: Figures = {};
const HEIGHT = 148;

type Props = {
  spec: ChartSpec;
  of: Of;
  figures?: Figures;
  /** What else a moment leads to, before the logs and traces of it. */
  links?: (point: ChartPoint) => readonly PointLink[];
  /** The service whose logs and traces belong to it; those of all when absent. */
  service?: string;
};

/** A chart of a page: drag to zoom the page, click a moment for its logs and traces, and the same queries in the explorer. */
export function PromChart({ spec, of, figures = NO_FIGURES, links, service }: Props) {
  const time = useTimeRange();
  const found = useChart(spec, of);
  const changes = useChanges(time);
  const annotations = useMemo(() => annotationsOf(changes.data?.changes ?? []), [changes.data]);
  const query = useMemo(() => ({ data: found.data?.chart, error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  const leads = useCallback(
    (point: ChartPoint): readonly PointLink[] => [
      ...(links?.(point) ?? []),
      { label: 'Log records around it', link: logsAt(point.time, service), icon: IconListSearch },
      { label: 'Traces around it', link: tracesAt(point.time, service), icon: IconRoute },
    ],
    [links, service],
  );
  const { start, end } = time.resolve();
  return (
    <ChartPanel
      title={spec.title}
      note={spec.note}
      kind={spec.kind ?? 'lines'}
      height={HEIGHT}
      query={query}
      notices={found.data?.warnings}
      thresholds={spec.limits?.(figures)}
      annotations={annotations}
      onZoom={time.show}
      links={leads}
      empty={spec.empty}
      hint={spec.hint ?? 'Nothing was measured in this time range.'}
      actions={
        <Link {...metricsLink(spec.lines.map((line) => fill(line.query, of, end - start)))} className={styles.explore} aria-label={`${spec.title} in the metrics explorer`} title="In the metrics explorer">
          <IconChartLine size={14} stroke={1.7} />
        </Link>
      }
    />
  );
}
