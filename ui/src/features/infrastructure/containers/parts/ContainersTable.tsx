import { useMemo } from 'react';
import { formatValue, MISSING } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { CellMeter } from '../../panels/CellMeter';
import { ratio } from '../../panels/model/values';
import { memoryTone, severity, type Container } from '../model/containers';
import { ContainerState } from './ContainerState';
import state from '../../panels/StateCell.module.css';
import styles from './ContainersTable.module.css';

const share = ({ memory, limit }: Container) => ratio(memory, limit);

const columnsAt = (now: number): readonly Column<Container>[] => [
  { id: 'name', header: 'Container', cell: ({ name, service }) => <span className={styles.name} title={name}>{service || name}{service && service !== name && <span className={styles.own}> {name}</span>}</span>, sortBy: ({ service, name }) => service || name, fixed: true },
  { id: 'state', header: 'State', cell: (container) => <span className={state.cell}><ContainerState container={container} /></span>, sortBy: severity, width: '200px' },
  { id: 'cpu', header: 'CPU', cell: ({ cpu, quota }) => <span title={quota === null ? 'of one core; no limit' : `of one core; it may use ${formatValue(quota, 'short')} cores`}>{formatValue(cpu, 'ratio')}</span>, sortBy: ({ cpu }) => cpu, align: 'right', width: '82px' },
  {
    id: 'memory',
    header: 'Memory',
    cell: (container) => (container.memory !== null && container.limit === null ? <span title="no limit">{formatValue(container.memory, 'bytes')}</span> : <CellMeter share={share(container)} tone={memoryTone(share(container))} note={formatValue(container.memory, 'bytes')} title={`${formatValue(container.memory, 'bytes')} of ${formatValue(container.limit, 'bytes')}`} />),
    sortBy: ({ memory }) => memory,
    width: '136px',
  },
  { id: 'network', header: 'In / out', cell: ({ received, sent }) => `${formatValue(received, 'bytes/s')} / ${formatValue(sent, 'bytes/s')}`, sortBy: ({ received, sent }) => (received === null ? null : received + (sent ?? 0)), align: 'right', width: '158px' },
  { id: 'disk', header: 'Read / written', cell: ({ read, written }) => `${formatValue(read, 'bytes/s')} / ${formatValue(written, 'bytes/s')}`, sortBy: ({ read, written }) => (read === null && written === null ? null : (read ?? 0) + (written ?? 0)), align: 'right', width: '158px' },
  { id: 'restarts', header: 'Restarts', cell: ({ restartsEver }) => formatValue(restartsEver, 'short'), sortBy: ({ restartsEver }) => restartsEver, align: 'right', width: '88px' },
  { id: 'age', header: 'Started', cell: ({ started }) => (started > 0 ? `${formatValue(now - started, 's')} ago` : MISSING), sortBy: ({ started }) => now - started, align: 'right', width: '116px' },
  { id: 'image', header: 'Image', cell: ({ image }) => <span title={image}>{image}</span>, sortBy: ({ image }) => image, optional: true, width: '200px' },
  { id: 'host', header: 'Host', cell: ({ instance }) => instance, sortBy: ({ instance }) => instance, optional: true, width: '140px' },
];

type Props = { label: string; containers: readonly Container[]; now: number; open: string | undefined; onOpen: (name: string) => void };

/** The containers of one project: those in trouble first, those that ended in good order last. */
export function ContainersTable({ label, containers, now, open, onOpen }: Props) {
  const columns = useMemo(() => columnsAt(now), [now]);
  return (
    <DataTable
      label={`Containers of ${label}`}
      columns={columns}
      rows={containers}
      rowKey={({ name }) => name}
      onRow={({ name }) => onOpen(name)}
      selected={open}
      chooser="containers"
      leastWidth={1130}
      rowTone={(container) => (severity(container) >= 2 ? 'error' : severity(container) === 1 ? 'warning' : container.running ? undefined : 'off')}
    />
  );
}
