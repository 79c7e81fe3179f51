import { useMemo } from 'react';
import { formatValue, MISSING, thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { CellMeter } from '../../panels/CellMeter';
import type { Of } from '../../panels/model/fill';
import { rowsBy } from '../../panels/model/values';
import { useFigures } from '../../panels/useFigures';
import { NETWORK } from '../model/queries';
import styles from './Interfaces.module.css';

type Row = ReturnType<typeof rowsBy>[number];

const count = (value: number | undefined) => (value === undefined ? MISSING : thousands(value));
const use = ({ figures: { received = 0, sent = 0, speed } }: Row) => (speed ? Math.max(received, sent) / speed : null);

const COLUMNS: readonly Column<Row>[] = [
  { id: 'device', header: 'Interface', cell: ({ labels, figures: { up } }) => <span className={styles.name}>{labels.device}{up === 0 && <span className={styles.down}> down</span>}</span>, sortBy: ({ labels }) => labels.device, fixed: true },
  { id: 'in', header: 'In', cell: ({ figures: { received } }) => formatValue(received, 'bytes/s'), sortBy: ({ figures }) => figures.received, align: 'right', width: '130px' },
  { id: 'out', header: 'Out', cell: ({ figures: { sent } }) => formatValue(sent, 'bytes/s'), sortBy: ({ figures }) => figures.sent, align: 'right', width: '130px' },
  { id: 'use', header: 'Of its speed', cell: (row) => <CellMeter share={use(row)} note={row.figures.speed ? formatValue(row.figures.speed * 8, 'bit/s') : undefined} title={row.figures.speed ? undefined : 'it does not tell its speed'} />, sortBy: use, width: '190px' },
  { id: 'errors', header: 'Errors', cell: ({ figures: { errors } }) => <Trouble value={errors} />, sortBy: ({ figures }) => figures.errors, align: 'right', width: '110px' },
  { id: 'drops', header: 'Drops', cell: ({ figures: { drops } }) => <Trouble value={drops} />, sortBy: ({ figures }) => figures.drops, align: 'right', width: '110px' },
];

/** Packets lost within the time range: any at all is worth a colour. */
function Trouble({ value }: { value: number | undefined }) {
  return <span className={styles.trouble} data-tone={value !== undefined && value >= 1 ? 'warning' : undefined}>{count(value)}</span>;
}

/** Network interfaces: what goes in and out now, and what was lost in the time range. */
export function Interfaces({ of }: { of: Of }) {
  const found = useFigures(NETWORK, of);
  const query = useMemo(() => ({ data: found.data && rowsBy(found.data, Object.keys(NETWORK), ['device']), error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  return (
    <Panel title="Interfaces" note="now; errors and drops within the time range">
      <QueryBody query={query} skeleton={<TableSkeleton rows={2} />} isEmpty={(rows) => rows.length === 0} empty={<Empty title="No interface is measured now" hint="Those of containers and the loopback are left out." />}>
        {(rows) => <DataTable label="Interfaces" columns={COLUMNS} rows={rows} rowKey={({ labels }) => labels.device ?? ''} sort={{ id: 'in', descending: true }} leastWidth={780} />}
      </QueryBody>
    </Panel>
  );
}
