import { Link } from '@tanstack/react-router';
import { formatValue } from '@/core/format';
import { hostLink } from '@/core/links';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Panel } from '@/ui/Panel/Panel';
import type { NetworkAnswer } from '../api';

type Row = NetworkAnswer['hosts'][number];

const number = (id: keyof Row & string, header: string, unit: string): Column<Row> => ({
  id,
  header,
  cell: (row) => formatValue(row[id] as number | null, unit),
  sortBy: (row) => row[id],
  align: 'right',
  width: '120px',
});

const COLUMNS: readonly Column<Row>[] = [
  { id: 'host', header: 'Host', cell: ({ host, job }) => <Link {...hostLink(host, { job })}>{host}</Link>, sortBy: ({ host }) => host, fixed: true },
  number('receive_bytes_per_second', 'In', 'bytes/s'),
  number('transmit_bytes_per_second', 'Out', 'bytes/s'),
  number('errors_per_second', 'Errors', '/s'),
  number('drops_per_second', 'Drops', '/s'),
  number('retransmit_ratio', 'Sent again', 'ratio'),
];

/** What goes through the interfaces of each host, and what goes wrong on them. */
export function HostsTraffic({ hosts }: { hosts: readonly Row[] }) {
  return (
    <Panel title="Hosts" note="all interfaces together, over the time range">
      <DataTable label="Traffic of hosts" columns={COLUMNS} rows={hosts} rowKey={({ host, job }) => `${host} ${job}`} sort={{ id: 'receive_bytes_per_second', descending: true }} leastWidth={760} />
    </Panel>
  );
}
