import { useMemo } from 'react';
import { Sparkline } from '@/charts/Sparkline/Sparkline';
import { formatValue, MISSING } from '@/core/format';
import { DataTable, type Column, type Sort } from '@/ui/DataTable/DataTable';
import { CellMeter } from '../../panels/CellMeter';
import { memoryTone, pressureTone, trouble } from '../model/hosts';
import type { HostWithHistory } from '../useHosts';
import { DiskCell } from './DiskCell';
import { HostName } from './HostName';
import { HostState } from './HostState';
import state from '../../panels/StateCell.module.css';
import styles from './HostsTable.module.css';

const perCore = ({ load, cores }: HostWithHistory): number | null => (load === null || !cores ? null : load / cores);

const columnsAt = (now: number): readonly Column<HostWithHistory>[] => [
  { id: 'name', header: 'Host', cell: (host) => <HostName host={host} />, sortBy: ({ instance }) => instance, fixed: true, width: '178px' },
  { id: 'state', header: 'State', cell: (host) => <span className={state.cell}><HostState host={host} /></span>, sortBy: trouble },
  {
    id: 'busy',
    header: 'CPU',
    cell: ({ busy, history }) => (
      <span className={styles.cpu}>
        <Sparkline values={[...history]} color="--s1" top={1} height={18} />
        <span>{formatValue(busy, 'ratio')}</span>
      </span>
    ),
    sortBy: ({ busy }) => busy,
    align: 'right',
    width: '116px',
  },
  {
    id: 'load',
    header: 'Load/core',
    cell: (host) => <span title={host.load === null ? undefined : `${formatValue(host.load, 'short')} on ${host.cores ?? MISSING} cores`}>{formatValue(perCore(host), 'short')}</span>,
    sortBy: perCore,
    align: 'right',
    width: '94px',
  },
  {
    id: 'memory',
    header: 'Memory',
    cell: ({ memory, memoryTotal }) => <CellMeter share={memory} tone={memory === null ? undefined : memoryTone(memory)} note={memoryTotal === null ? undefined : `of ${formatValue(memoryTotal, 'bytes')}`} />,
    sortBy: ({ memory }) => memory,
    width: '136px',
  },
  { id: 'disk', header: 'Worst disk', cell: ({ disk }) => <DiskCell disk={disk} now={now} />, sortBy: ({ disk }) => disk?.share, width: '144px' },
  {
    id: 'network',
    header: 'In / out',
    cell: ({ received, sent }) => <span className={styles.pair}>{formatValue(received, 'bytes/s')} / {formatValue(sent, 'bytes/s')}</span>,
    sortBy: ({ received, sent }) => (received === null ? null : received + (sent ?? 0)),
    align: 'right',
    width: '158px',
  },
  {
    id: 'pressure',
    header: 'Pressure',
    cell: ({ pressure }) => (
      <span className={styles.pressure} data-tone={pressure ? pressureTone(pressure.share) : undefined} title={pressure ? `work waits for ${pressure.of} so much of the time` : 'this host tells no pressure'}>
        {pressure ? `${formatValue(pressure.share, 'ratio')} ${pressure.of}` : MISSING}
      </span>
    ),
    sortBy: ({ pressure }) => pressure?.share,
    align: 'right',
    width: '112px',
  },
  { id: 'uptime', header: 'Up for', cell: ({ booted, silent }) => (silent || booted === null ? MISSING : formatValue(now - booted, 's')), sortBy: ({ booted }) => (booted === null ? null : now - booted), align: 'right', width: '94px' },
];

type Props = { hosts: readonly HostWithHistory[]; now: number; sort: Sort | undefined; onSort: (sort: Sort) => void; onOpen: (host: HostWithHistory) => void };

/** Hosts in rows, those in trouble first until a heading is clicked. */
export function HostsTable({ hosts, now, sort, onSort, onOpen }: Props) {
  const columns = useMemo(() => columnsAt(now), [now]);
  const worstFirst = useMemo(() => hosts.toSorted((a, b) => trouble(b) - trouble(a) || (b.busy ?? 0) - (a.busy ?? 0)), [hosts]);
  return (
    <DataTable
      label="Hosts"
      columns={columns}
      rows={worstFirst}
      rowKey={({ instance }) => instance}
      onRow={onOpen}
      sort={sort}
      onSort={onSort}
      chooser="hosts"
      leastWidth={1130}
      rowTone={(host) => (host.silent ? 'off' : trouble(host) > 1 ? 'error' : trouble(host) === 1 ? 'warning' : undefined)}
    />
  );
}
