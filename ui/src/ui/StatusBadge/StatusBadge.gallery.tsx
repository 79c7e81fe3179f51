import { SEVERITIES } from '@/core/severity';
import { StatusBadge } from './StatusBadge';

export const gallery = {
  title: 'Status badge',
  group: 'Feedback' as const,
  render: () => (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 14 }}>
      {SEVERITIES.toReversed().map((severity) => (
        <StatusBadge key={severity} severity={severity} />
      ))}
      <StatusBadge severity="warning">waits for onyx-core</StatusBadge>
    </div>
  ),
};
