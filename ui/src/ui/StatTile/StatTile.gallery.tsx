import { MISSING } from '@/core/format';
import { StatTile } from './StatTile';
import { StatTiles } from './StatTiles';

const CALM = [31, 33, 30, 34, 36, 33, 32, 35, 34, 36, 33, 35];
const SLOW = [180, 190, 175, 182, 178, 190, 640, 980, 1200, 1280, 1310, 1290];

export const gallery = {
  title: 'Stat tile',
  group: 'Data' as const,
  render: () => (
    <StatTiles>
      <StatTile label="Requests" value="35" unit="per second" change={{ now: 35, before: 34, worse: 'neither', against: 'the hour before' }} history={CALM} />
      <StatTile label="p95" value="1.29 s" change={{ now: 1290, before: 180, worse: 'up', against: 'the hour before' }} history={SLOW} />
      <StatTile label="Spans" value="412" unit="per second" trouble={{ tone: 'error', text: '3 in quarantine' }} history={CALM} />
      <StatTile label="Error rate" value={MISSING} note="no requests" history={[]} />
    </StatTiles>
  ),
};
