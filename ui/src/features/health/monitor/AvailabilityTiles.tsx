import { formatValue } from '@/core/format';
import { StatTile, type Trouble } from '@/ui/StatTile/StatTile';
import { StatTiles } from '@/ui/StatTile/StatTiles';
import { useHistory } from '../api/results';

const SPANS: readonly { days: number; label: string }[] = [{ days: 1, label: 'Last 24 hours' }, { days: 7, label: 'Last 7 days' }, { days: 30, label: 'Last 30 days' }, { days: 90, label: 'Last 90 days' }];

/** Availability over four spans, with the outages in each. */
export const AvailabilityTiles = ({ id }: { id: string }) => (
  <StatTiles>
    {SPANS.map((span) => (
      <Tile key={span.days} id={id} {...span} />
    ))}
  </StatTiles>
);

/** Below this share of the time an outage is worth a colour. */
const GOOD = 0.999;

function Tile({ id, days, label }: { id: string; days: number; label: string }) {
  const availability = useHistory(id, days).data?.availability;
  const told = availability && outages(availability.outages);
  const trouble: Trouble | undefined = told && availability.ratio !== null && availability.ratio < GOOD ? { tone: availability.ratio < 0.99 ? 'error' : 'warning', text: told } : undefined;
  return <StatTile label={label} value={formatValue(availability?.ratio, 'ratio')} note={told ?? (availability ? 'no outage' : undefined)} trouble={trouble} />;
}

const outages = (count: number): string | undefined => (count === 0 ? undefined : count === 1 ? '1 outage' : `${count} outages`);
