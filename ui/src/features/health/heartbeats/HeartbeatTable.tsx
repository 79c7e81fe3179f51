import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { MISSING } from '@/core/format';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { MonitorRow } from '../api/types';
import { isFailing, stateRank, whyOf } from '../model/state';
import { StateBadge } from '../parts/StateBadge';
import { Uptime } from '../parts/Uptime';

const COLUMNS: readonly Column<MonitorRow>[] = [
  { id: 'state', header: 'State', cell: ({ state }) => <StateBadge state={state} />, sortBy: ({ state }) => stateRank(state), width: '116px' },
  { id: 'name', header: 'Job', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name, fixed: true },
  { id: 'schedule', header: 'Schedule', cell: ({ target }) => target, sortBy: ({ target }) => target, width: '160px' },
  { id: 'last', header: 'Last told', cell: ({ last_at }) => (last_at === null ? MISSING : <Timestamp at={last_at} mode="relative" />), sortBy: ({ last_at }) => last_at, width: '120px' },
  { id: 'why', header: 'Why', cell: (monitor) => <span title={whyOf(monitor)}>{whyOf(monitor)}</span> },
  { id: 'uptime', header: '24 h', cell: ({ uptime_24h }) => <Uptime ratio={uptime_24h} />, sortBy: ({ uptime_24h }) => uptime_24h, align: 'right', width: '84px' },
  { id: 'group', header: 'Group', cell: ({ group }) => group, sortBy: ({ group }) => group, width: '120px', optional: true },
];

/** Jobs with their state and when they told last. */
export const HeartbeatTable = ({ jobs, open, onOpen }: { jobs: readonly MonitorRow[]; open: string | undefined; onOpen: (id: string) => void }) => (
  <DataTable
    label="Heartbeats"
    columns={COLUMNS}
    rows={jobs}
    rowKey={({ id }) => id}
    onRow={({ id }) => onOpen(id)}
    selected={open}
    sort={{ id: 'state', descending: false }}
    rowTone={({ state }) => (state === 'down' ? 'error' : isFailing(state) ? 'warning' : undefined)}
    chooser="heartbeats"
    leastWidth={720}
  />
);
