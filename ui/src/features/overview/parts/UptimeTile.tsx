import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { thousands } from '@/core/format';
import { uptimeLink } from '@/core/links';
import { useCan } from '@/core/permissions';
import { StatTile, type Trouble } from '@/ui/StatTile/StatTile';

const REFRESH_MS = 15_000;

/** How many monitors are up, and which is not. Without any monitor there is nothing to tell. */
export function UptimeTile() {
  const canRead = useCan('monitors:read');
  const { data } = useQuery({
    queryKey: ['overview', 'uptime'],
    queryFn: ({ signal }) => unwrap(api.GET('/rest/health/monitors', { params: { query: { state: ['down'] } }, signal })),
    enabled: canRead,
    refetchInterval: REFRESH_MS,
  });
  if (!data) return null;
  const { counts, monitors } = data;
  const watched = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (watched === 0) return null;
  const [worst, ...others] = monitors;
  const trouble: Trouble | undefined = worst && { tone: 'error', text: others.length === 0 ? `${worst.name} is down` : `${monitors.length} down` };
  const up = (counts.up ?? 0) + (counts.degraded ?? 0);
  return <StatTile label="Uptime" value={thousands(up)} unit={`of ${thousands(watched)} up`} trouble={trouble} note="now" link={uptimeLink(worst ? { state: 'down' } : {})} />;
}
