import { Empty } from './Empty';

export const gallery = {
  title: 'Empty',
  group: 'Feedback' as const,
  render: () => <Empty title="No log record matches" hint="Widen the time range, or drop the filter on checkout." />,
};
