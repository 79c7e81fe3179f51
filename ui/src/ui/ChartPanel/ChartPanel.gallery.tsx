import { sampleChart } from '@/charts/TimeSeries/sampleChart';
import { ChartPanel } from './ChartPanel';

const query = { data: sampleChart(['checkout', 'catalog', 'payments'], 'ms', 120), error: null, refetch: () => undefined };
const nothing = { ...query, data: { ...query.data, series: [] } };
const loading = { ...query, data: undefined };

export const gallery = {
  title: 'Chart panel',
  group: 'Charts' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <ChartPanel title="Latency" note="p95 by service" query={query} kind="lines" empty="No spans in this time range" />
      <ChartPanel title="Latency" note="without data" query={nothing} kind="lines" height={100} empty="No spans in this time range" />
      <ChartPanel title="Latency" note="while loading" query={loading} kind="lines" height={100} empty="No spans in this time range" />
    </div>
  ),
};
