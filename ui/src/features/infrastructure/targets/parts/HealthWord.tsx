import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { HEALTH_HINT, HEALTH_SEVERITY, HEALTH_WORD, type Health } from '../model/targets';

/** Up, down or unknown: a word and a shape. What went wrong is in the tooltip. */
export function HealthWord({ health, error = '' }: { health: Health; error?: string }) {
  return (
    <StatusBadge severity={HEALTH_SEVERITY[health]} title={error || HEALTH_HINT[health]}>
      {HEALTH_WORD[health]}
    </StatusBadge>
  );
}
