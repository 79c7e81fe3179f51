import { Skeleton } from './Skeleton';

export const gallery = {
  title: 'Skeleton',
  group: 'Feedback' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 8 }}>
      <Skeleton height={16} />
      <Skeleton height={16} width="70%" />
      <Skeleton height={16} width="45%" />
    </div>
  ),
};
