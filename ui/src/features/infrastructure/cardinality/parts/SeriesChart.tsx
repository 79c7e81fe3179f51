import { useTimeRange } from '@/core/useTimeRange';
import { ChartPanel } from '@/ui/ChartPanel/ChartPanel';
import { useRangeQuery } from '../../useRangeQuery';

const CHART_PX = 560;

type History = ReturnType<typeof useSeriesHistory>;

/** How many series were alive, as the server counted them while it ran: 0 until it has. */
export const useSeriesHistory = () => useRangeQuery({ query: 'max(sardonyx_series) > 0', unit: 'short', name: 'Series', width: CHART_PX });

/** The number of series over the page's time range; the limit of all series where it is near. */
export function SeriesChart({ history, limit }: { history: History; limit: number | undefined }) {
  const time = useTimeRange();
  const largest = Math.max(0, ...(history.data?.chart.series[0]?.values ?? []).map((value) => value ?? 0));
  const near = limit !== undefined && limit > 0 && largest >= limit / 2;
  return (
    <ChartPanel
      title="Series over time"
      query={{ ...history, data: history.data?.chart }}
      kind="lines"
      empty="Series were not counted in this time range"
      hint="The server counts them while it runs and stores the number with its own metrics."
      legend={false}
      thresholds={near ? [{ value: limit, label: 'limits.series_total', tone: 'error' }] : undefined}
      onZoom={time.show}
    />
  );
}
