import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { Metric } from '../api';

/** When a sample came last: lives are known to an hour only, but what came in the range's last minutes arrives now. */
export function LastSeen({ metric: { last_seen, samples_per_day } }: { metric: Pick<Metric, 'last_seen' | 'samples_per_day'> }) {
  return samples_per_day === null ? <Timestamp at={last_seen} mode="relative" /> : <span title="Samples came in the last ten minutes of the time range">arriving</span>;
}
