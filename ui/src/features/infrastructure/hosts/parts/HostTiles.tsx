import { useMemo } from 'react';
import { formatValue } from '@/core/format';
import type { Of } from '../../panels/model/fill';
import { Tiles } from '../../panels/Tiles';
import type { TileSpec } from '../../panels/types';
import { timeLeft, urgency } from '../model/fullAt';
import { diskTone, LIMITS, memoryTone, pressureTone, type Host } from '../model/hosts';
import { HOSTS, INTERFACES } from '../model/queries';

const HISTORIES = {
  busy: HOSTS.busy!,
  memory: HOSTS.memory!,
  load: 'node_load1{$of}',
  // A name apart for each: rates have none, and two series with the same labels are an error.
  pressure: `max(${['cpu', 'io', 'memory']
    .map((of) => `label_replace(rate(node_pressure_${of}_waiting_seconds_total{$of}[$rate]), "of", "${of}", "", "")`)
    .join(' or ')})`,
  network: `sum(rate(node_network_receive_bytes_total{$of, ${INTERFACES}}[$rate])) + sum(rate(node_network_transmit_bytes_total{$of, ${INTERFACES}}[$rate]))`,
};

const usedOf = (mountpoint: string): string => {
  const at = `{$of, mountpoint=${JSON.stringify(mountpoint)}}`;
  return `max(1 - node_filesystem_avail_bytes${at} / node_filesystem_size_bytes${at})`;
};

/** Six figures of a host, each with its past. */
export function HostTiles({ host, of, now }: { host: Host; of: Of; now: number }) {
  const { busy, memory, memoryTotal, disk, load, cores, pressure, received, sent } = host;
  const soon = disk && urgency(disk.outlook, now);
  const full = disk?.outlook.kind === 'full' ? disk.outlook.at : undefined;
  const tone = disk ? (soon ?? diskTone(disk.share)) : undefined;
  const waits = pressure ? pressureTone(pressure.share) : undefined;
  const short = memory === null ? undefined : memoryTone(memory);
  const tiles: TileSpec[] = [
    { label: 'CPU', value: formatValue(busy, 'ratio'), note: 'busy', history: 'busy', trouble: busy !== null && busy >= LIMITS.busy ? { tone: 'warning', text: 'busy' } : undefined },
    { label: 'Load', value: formatValue(load, 'short'), note: load !== null && cores ? `${formatValue(load / cores, 'short')} per core` : undefined, history: 'load' },
    { label: 'Memory', value: formatValue(memory, 'ratio'), note: memoryTotal === null ? undefined : `of ${formatValue(memoryTotal, 'bytes')}`, history: 'memory', trouble: short && { tone: short, text: 'little left' } },
    {
      label: disk ? `Disk ${disk.mountpoint}` : 'Disk',
      value: formatValue(disk?.share, 'ratio'),
      note: full ? `full in ${timeLeft(full - now)}` : disk ? `of ${formatValue(disk.size, 'bytes')}` : undefined,
      history: 'disk',
      trouble: tone && { tone, text: full && soon ? `full in ${timeLeft(full - now)}` : 'filling up' },
    },
    { label: 'Pressure', value: formatValue(pressure?.share, 'ratio'), note: pressure ? `most for ${pressure.of}` : undefined, history: 'pressure', trouble: waits && { tone: waits, text: `waits for ${pressure!.of}` } },
    { label: 'Network', value: formatValue(received === null ? null : received + (sent ?? 0), 'bytes/s'), note: received === null ? undefined : `${formatValue(received, 'bytes/s')} in`, history: 'network' },
  ];
  const mountpoint = disk?.mountpoint;
  const histories = useMemo(() => (mountpoint === undefined ? HISTORIES : { ...HISTORIES, disk: usedOf(mountpoint) }), [mountpoint]);
  return <Tiles tiles={tiles} histories={histories} of={of} />;
}
