import { formatValue, MISSING, thousands } from '@/core/format';
import { StatTile } from '@/ui/StatTile/StatTile';
import { StatTiles } from '@/ui/StatTile/StatTiles';
import type { CardinalityAnswer } from '../api';

/** How many series there are, how they grew, how many come anew, and whether limits refuse some. */
export function Totals({ answer: { totals, limits } }: { answer: CardinalityAnswer }) {
  const { series, series_1h_ago: hour, series_24h_ago: day, new_last_hour: fresh, metrics } = totals;
  const refused = limits?.refused.reduce((sum, each) => sum + each.series, 0);
  return (
    <StatTiles>
      <StatTile label="Series" value={thousands(series)} change={day === null ? { now: series, before: hour, worse: 'up', against: 'an hour ago' } : { now: series, before: day, worse: 'up', against: 'a day ago' }} />
      <StatTile label="New in the last hour" value={thousands(fresh)} note={series > 0 ? `${formatValue(fresh / series, 'ratio')} of all` : undefined} />
      <StatTile label="Metrics" value={thousands(metrics)} note={metrics > 0 ? `${formatValue(series / metrics, 'short')} series each` : undefined} />
      <StatTile
        label="Refused since the start"
        value={refused === undefined ? MISSING : thousands(refused)}
        unit="new series"
        trouble={refused ? { tone: 'error', text: 'a limit is reached' } : undefined}
        note={refused === undefined ? 'told to those who see everything' : 'no limit is reached'}
       
      />
    </StatTiles>
  );
}
