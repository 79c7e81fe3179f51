import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Labels } from '../../parts/Labels';
import type { Discovered } from '../model/discovered';
import styles from './TargetsTable.module.css';

const COLUMNS: readonly Column<Discovered>[] = [
  { id: 'address', header: 'Discovered', cell: ({ discovered }) => <span className={styles.url}>{discovered.__address__}</span>, sortBy: ({ discovered }) => discovered.__address__, fixed: true, width: 'clamp(150px, 16vw, 260px)' },
  { id: 'pool', header: 'Job', cell: ({ pool }) => pool, sortBy: ({ pool }) => pool, width: '128px' },
  { id: 'became', header: 'Became', cell: (row) => <Became row={row} />, sortBy: ({ labels }) => (labels ? 0 : 1), width: '112px' },
  { id: 'labels', header: 'Labels of the target', cell: ({ labels }) => labels && <Labels labels={labels} /> },
  { id: 'before', header: 'Discovered labels', cell: ({ discovered }) => <Labels labels={discovered} without={['__address__']} /> },
];

type Props = { rows: readonly Discovered[]; open: string | undefined; onOpen: (key: string) => void };

/** What discovery found and what relabelling made of it. */
export function DiscoveryTable({ rows, open, onOpen }: Props) {
  return (
    <DataTable
      label="Discovered"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ key }) => key}
      onRow={({ key }) => onOpen(key)}
      selected={open}
      rowTone={({ labels }) => (labels ? undefined : 'off')}
      chooser="discovered"
      leastWidth={1120}
    />
  );
}

function Became({ row }: { row: Discovered }) {
  return row.labels ? <StatusBadge severity="ok">A target</StatusBadge> : <StatusBadge severity="unknown">Dropped</StatusBadge>;
}
