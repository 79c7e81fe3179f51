import { sampleChart } from '@/charts/TimeSeries/sampleChart';
import { ChartTable } from './ChartTable';

export const gallery = {
  title: 'Chart as a table',
  group: 'Charts' as const,
  render: () => <ChartTable label="Latency by service" data={sampleChart(['checkout', 'catalog'], 'ms', 120, true)} zone="utc" height={140} />,
};
