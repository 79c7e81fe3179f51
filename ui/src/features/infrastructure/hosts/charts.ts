import type { Threshold } from '@/charts/TimeSeries/types';
import { one, type Figures } from '../panels/model/values';
import type { ChartSpec } from '../panels/types';
import { INTERFACES, WHOLE_DISKS } from './model/queries';

const limitOf = (name: string, label: string) => (figures: Figures): readonly Threshold[] => {
  const value = one(figures, name);
  return value === null ? [] : [{ value, label, tone: 'warning' }];
};

const NO_PROCESSES = 'No processes were measured';
const EXPORTERS = 'Sardonyx’s own collector and the process exporter tell them.';

/** The groups that used most at any time of the range: who was large for a minute is among them. */
const largestGroups = (series: string, rate: string): string =>
  `sum by (groupname) (${rate}) and on (groupname) topk(8, sum by (groupname) (${series}))`;

const RSS = 'namedprocess_namegroup_memory_bytes{$of, memtype="resident"}';
const CPU = 'namedprocess_namegroup_cpu_seconds_total{$of}';

export const CPU_CHARTS: readonly ChartSpec[] = [
  {
    id: 'cpu',
    title: 'CPU',
    note: 'by mode, of all cores',
    unit: 'ratio',
    kind: 'stackedArea',
    lines: [{ query: 'sum by (mode) (rate(node_cpu_seconds_total{$of, mode!="idle"}[$rate])) / scalar(count(node_cpu_seconds_total{$of, mode="idle"}))', name: 'busy' }],
    order: ['user', 'nice', 'system', 'iowait', 'softirq', 'irq', 'steal'],
    empty: 'No CPU times in this time range',
  },
  {
    id: 'load',
    title: 'Load',
    note: 'tasks that run or wait',
    unit: 'short',
    lines: [
      { query: 'node_load1{$of}', name: '1 min' },
      { query: 'node_load5{$of}', name: '5 min' },
      { query: 'node_load15{$of}', name: '15 min' },
    ],
    limits: limitOf('cores', 'cores'),
    empty: 'No load in this time range',
  },
];

export const PRESSURE: ChartSpec = {
  id: 'pressure',
  title: 'Pressure',
  note: 'share of time in which work waited for it',
  unit: 'ratio',
  lines: [
    { query: 'rate(node_pressure_cpu_waiting_seconds_total{$of}[$rate])', name: 'CPU' },
    { query: 'rate(node_pressure_memory_waiting_seconds_total{$of}[$rate])', name: 'memory' },
    { query: 'rate(node_pressure_io_waiting_seconds_total{$of}[$rate])', name: 'disk' },
  ],
  empty: 'This host tells no pressure',
  hint: 'Linux does from 4.20 on, where it is not switched off (psi=1).',
};

const WITH_SWAP = 'and node_memory_SwapTotal_bytes{$of} > 0';

export const MEMORY_CHARTS: readonly ChartSpec[] = [
  {
    id: 'memory',
    title: 'Memory',
    unit: 'bytes',
    kind: 'stackedArea',
    lines: [
      { query: 'node_memory_MemTotal_bytes{$of} - node_memory_MemFree_bytes{$of} - node_memory_Buffers_bytes{$of} - node_memory_Cached_bytes{$of} - node_memory_SReclaimable_bytes{$of}', name: 'used' },
      { query: 'node_memory_Buffers_bytes{$of}', name: 'buffers' },
      { query: 'node_memory_Cached_bytes{$of} + node_memory_SReclaimable_bytes{$of}', name: 'cached' },
    ],
    limits: limitOf('memoryTotal', 'all there is'),
    empty: 'No memory in this time range',
  },
  {
    id: 'swap',
    title: 'Swap',
    note: 'in use, and what moves',
    unit: 'bytes',
    lines: [
      { query: `node_memory_SwapTotal_bytes{$of} - node_memory_SwapFree_bytes{$of} ${WITH_SWAP}`, name: 'in use' },
      { query: `rate(node_vmstat_pswpin{$of}[$rate]) * 4096 ${WITH_SWAP}`, name: 'in, per second' },
      { query: `rate(node_vmstat_pswpout{$of}[$rate]) * 4096 ${WITH_SWAP}`, name: 'out, per second' },
    ],
    empty: 'This host has no swap',
    hint: 'When memory runs out, the kernel ends a process at once.',
  },
];

export const PROCESS_CHARTS: readonly ChartSpec[] = [
  {
    id: 'process-memory',
    title: 'Memory of processes',
    note: 'the 8 largest groups',
    unit: 'bytes',
    kind: 'stackedArea',
    lines: [{ query: largestGroups(`max_over_time(${RSS}[$range] @ end())`, RSS), name: 'processes', label: '{{groupname}}' }],
    empty: NO_PROCESSES,
    hint: EXPORTERS,
  },
  {
    id: 'process-cpu',
    title: 'CPU of processes',
    note: 'cores, the 8 busiest groups',
    unit: 'short',
    kind: 'stackedArea',
    lines: [{ query: largestGroups(`rate(${CPU}[$range] @ end())`, `rate(${CPU}[$rate])`), name: 'processes', label: '{{groupname}}' }],
    empty: NO_PROCESSES,
    hint: EXPORTERS,
  },
];

const disk = (metric: string): string => `rate(node_disk_${metric}{$of, ${WHOLE_DISKS}}[$rate])`;

export const DISK_CHARTS: readonly ChartSpec[] = [
  {
    id: 'disk-bytes',
    title: 'Disk throughput',
    unit: 'bytes/s',
    lines: [
      { query: disk('read_bytes_total'), name: 'read', label: '{{device}} read' },
      { query: disk('written_bytes_total'), name: 'written', label: '{{device}} written' },
    ],
    empty: 'No disk in this time range',
  },
  {
    id: 'disk-busy',
    title: 'Disk busy',
    note: 'share of time with requests',
    unit: 'ratio',
    lines: [{ query: disk('io_time_seconds_total'), name: 'busy', label: '{{device}}' }],
    empty: 'No disk in this time range',
  },
  {
    id: 'disk-latency',
    title: 'Disk latency',
    note: 'mean of a request',
    unit: 's',
    lines: [
      { query: `${disk('read_time_seconds_total')} / ${disk('reads_completed_total')}`, name: 'read', label: '{{device}} read' },
      { query: `${disk('write_time_seconds_total')} / ${disk('writes_completed_total')}`, name: 'write', label: '{{device}} write' },
    ],
    empty: 'No request in this time range',
  },
];

const net = (metric: string): string => `rate(node_network_${metric}{$of, ${INTERFACES}}[$rate])`;

export const NETWORK_CHARTS: readonly ChartSpec[] = [
  {
    id: 'network',
    title: 'Network',
    unit: 'bytes/s',
    lines: [
      { query: net('receive_bytes_total'), name: 'in', label: '{{device}} in' },
      { query: net('transmit_bytes_total'), name: 'out', label: '{{device}} out' },
    ],
    empty: 'No network in this time range',
  },
  {
    id: 'network-trouble',
    title: 'Network trouble',
    note: 'errors, drops, and segments sent again',
    unit: '/s',
    lines: [
      { query: `sum(${net('receive_errs_total')}) + sum(${net('transmit_errs_total')})`, name: 'errors' },
      { query: `sum(${net('receive_drop_total')}) + sum(${net('transmit_drop_total')})`, name: 'drops' },
      { query: 'rate(node_netstat_Tcp_RetransSegs{$of}[$rate])', name: 'retransmits' },
    ],
    empty: 'No network in this time range',
  },
];
