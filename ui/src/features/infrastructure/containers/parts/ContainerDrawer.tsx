import { useMemo, type ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { IconChartLine, IconListSearch, IconRoute } from '@tabler/icons-react';
import type { Threshold } from '@/charts/TimeSeries/types';
import { formatValue } from '@/core/format';
import { logsLink, metricsLink, serviceQuery, tracesLink } from '@/core/links';
import { spellValue } from '@/core/search/spelling';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { DrawerChart } from '../../panels/DrawerChart';
import { fill } from '../../panels/model/fill';
import { Verdicts } from '../../panels/Verdicts';
import type { Container } from '../model/containers';
import { ContainerState } from './ContainerState';
import styles from './ContainerDrawer.module.css';

const CPU = [{ query: 'sum(rate(container_cpu_usage_seconds_total{$of}[$rate]))', name: 'cores' }];
const MEMORY = [
  { query: 'max(container_memory_working_set_bytes{$of})', name: 'working set' },
  { query: 'max(container_memory_cache{$of})', name: 'cache of files' },
];
const NETWORK = [
  { query: 'sum(rate(container_network_receive_bytes_total{$of}[$rate]))', name: 'in' },
  { query: 'sum(rate(container_network_transmit_bytes_total{$of}[$rate]))', name: 'out' },
];
const DISK = [
  { query: 'sum(rate(container_fs_reads_bytes_total{$of}[$rate]))', name: 'read' },
  { query: 'sum(rate(container_fs_writes_bytes_total{$of}[$rate]))', name: 'written' },
];
const RESTARTS = [
  { query: 'max(container_restarts_total{$of})', name: 'restarts' },
  { query: 'max(container_oom_killed{$of})', name: 'killed for memory', color: '--s7' },
];

const limitOf = (value: number | null, label: string): readonly Threshold[] => (value === null ? [] : [{ value, label, tone: 'error' }]);

/** One container: what is wrong, what it used over time against what it may use, and its logs and traces. */
export function ContainerDrawer({ container, now, onClose }: { container: Container; now: number; onClose: () => void }) {
  const { instance, name, image, project, service, started, limit, quota, memory, restartsEver, exitCode } = container;
  const of = useMemo(() => ({ instance, name }), [instance, name]);
  const logs = service ? `(container.name:${spellValue(name)} OR ${serviceQuery(service)})` : `container.name:${spellValue(name)}`;
  const entries: (readonly [string, ReactNode])[] = [
    ['State', <ContainerState key="state" container={container} />],
    ['Image', <span key="image" className={styles.mono}>{image}</span>],
    ...(project ? [['Project', project] as const] : []),
    ['Host', instance],
    ['Started', started > 0 ? <Timestamp key="started" at={started} mode="relative" /> : 'not told'],
    ['Memory', limit === null ? `${formatValue(memory, 'bytes')}, no limit` : `${formatValue(memory, 'bytes')} of ${formatValue(limit, 'bytes')}`],
    ['CPU limit', quota === null ? 'none' : `${formatValue(quota, 'short')} cores`],
    ...(restartsEver === null ? [] : [['Restarts', formatValue(restartsEver, 'short')] as const]),
    ...(exitCode === null ? [] : [['Exit code', String(exitCode)] as const]),
  ];
  return (
    <SideDrawer label="Container" title={<span className={styles.title}>{name}</span>} onClose={onClose}>
      <div className={styles.state}>
        <Verdicts label={name} verdicts={container.verdicts} quiet={container.running ? `Nothing out of the ordinary, up for ${formatValue(now - started, 's')}` : 'Ended in good order'} unknown={!container.running} />
      </div>
      <div className={styles.ways}>
        <Link {...logsLink({ query: logs })} className={styles.way}>
          <IconListSearch size={14} stroke={1.7} />
          Logs
        </Link>
        {service !== '' && (
          <Link {...tracesLink({ query: serviceQuery(service) })} className={styles.way}>
            <IconRoute size={14} stroke={1.7} />
            Traces
          </Link>
        )}
        <Link {...metricsLink([fill(CPU[0]!.query, of, 0), fill(MEMORY[0]!.query, of, 0)])} className={styles.way}>
          <IconChartLine size={14} stroke={1.7} />
          Explore
        </Link>
      </div>
      <Definition label="Container" entries={entries} />
      <Group title="CPU" note="cores">
        <DrawerChart label="CPU" of={of} unit="short" lines={CPU} empty="No CPU was measured" thresholds={limitOf(quota, 'limit')} />
      </Group>
      <Group title="Memory">
        <DrawerChart label="Memory" of={of} unit="bytes" lines={MEMORY} empty="No memory was measured" thresholds={limitOf(limit, 'limit')} />
      </Group>
      <Group title="Network">
        <DrawerChart label="Network" of={of} unit="bytes/s" lines={NETWORK} empty="No network was measured" />
      </Group>
      <Group title="Block devices">
        <DrawerChart label="Block devices" of={of} unit="bytes/s" lines={DISK} empty="No reads and writes were measured" />
      </Group>
      <Group title="Restarts and kills">
        <DrawerChart label="Restarts and kills" of={of} unit="short" lines={RESTARTS} empty="Neither was measured" />
      </Group>
    </SideDrawer>
  );
}
