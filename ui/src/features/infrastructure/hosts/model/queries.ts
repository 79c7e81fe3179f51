/** File systems that are no room to fill: of memory, of images, of other file systems. */
const NO_DISK = 'tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|autofs|rpc_pipefs|nsfs|cdfs|fuse.lxcfs';
export const DISKS = `fstype!~"${NO_DISK}", mountpoint!~"/(var/lib/(docker|containers|kubelet)|run|snap|proc|sys|dev)($|/.*)"`;
/** Interfaces of the host itself; those of containers and bridges carry the same bytes once more. */
export const INTERFACES = 'device!~"lo|veth.*|docker.*|br-.*|virbr.*|cni.*|flannel.*|cali.*|ifb.*|dummy.*|tunl.*"';
export const WHOLE_DISKS = 'device!~"(loop|ram|zram|sr|fd)[0-9]+|dm-.*|nvme[0-9]+n[0-9]+p[0-9]+|[shv]d[a-z]+[0-9]+"';

const BY = 'by (job, instance)';

/** What is known of every host (or of one, `$of`) at one instant. */
export const HOSTS: Readonly<Record<string, string>> = {
  // The host's own clock at its last sample: when it was last seen, whether it still sends or not.
  seen: `max ${BY} (last_over_time(node_time_seconds{$of}[1d]))`,
  alive: `max ${BY} (node_time_seconds{$of})`,
  busy: `1 - avg ${BY} (rate(node_cpu_seconds_total{$of, mode="idle"}[$rate]))`,
  cores: `count ${BY} (node_cpu_seconds_total{$of, mode="idle"})`,
  memory: `max ${BY} (1 - node_memory_MemAvailable_bytes{$of} / node_memory_MemTotal_bytes{$of})`,
  memoryTotal: `max ${BY} (node_memory_MemTotal_bytes{$of})`,
  load: `max ${BY} (node_load1{$of})`,
  received: `sum ${BY} (rate(node_network_receive_bytes_total{$of, ${INTERFACES}}[$rate]))`,
  sent: `sum ${BY} (rate(node_network_transmit_bytes_total{$of, ${INTERFACES}}[$rate]))`,
  cpuPressure: `max ${BY} (rate(node_pressure_cpu_waiting_seconds_total{$of}[$rate]))`,
  ioPressure: `max ${BY} (rate(node_pressure_io_waiting_seconds_total{$of}[$rate]))`,
  memoryPressure: `max ${BY} (rate(node_pressure_memory_waiting_seconds_total{$of}[$rate]))`,
  booted: `max ${BY} (node_boot_time_seconds{$of})`,
  names: 'node_uname_info{$of}',
  avail: `node_filesystem_avail_bytes{$of, ${DISKS}}`,
  size: `node_filesystem_size_bytes{$of, ${DISKS}}`,
  alerts: 'count by (instance, severity) (ALERTS{$of, alertstate="firing", instance!=""})',
};

const trend = (window: string, before: string): Readonly<Record<string, string>> => ({
  slope: `deriv(node_filesystem_avail_bytes{$of, ${DISKS}}[${window}])`,
  fitted: `predict_linear(node_filesystem_avail_bytes{$of, ${DISKS}}[${window}], 0)`,
  hourAgo: `node_filesystem_avail_bytes{$of, ${DISKS}} offset ${before}`,
});

/** The trend of file systems: over long windows, so asked for less often. */
export const TRENDS = trend('6h', '1h');
/** Over a day it is told only when half of the day was measured. */
export const DAY_TRENDS = trend('1d', '12h');

/** What one host tells beside what the table of hosts shows. */
export const DETAILS: Readonly<Record<string, string>> = {
  os: 'node_os_info{$of}',
  swapTotal: 'node_memory_SwapTotal_bytes{$of}',
  swapFree: 'node_memory_SwapFree_bytes{$of}',
  files: `node_filesystem_files{$of, ${DISKS}}`,
  filesFree: `node_filesystem_files_free{$of, ${DISKS}}`,
  readonly: `node_filesystem_readonly{$of, ${DISKS}}`,
  deviceError: `node_filesystem_device_error{$of, ${DISKS}} == 1`,
  oomKills: 'increase(node_vmstat_oom_kill{$of}[$range])',
  synchronised: 'node_timex_sync_status{$of}',
  clockError: 'node_timex_maxerror_seconds{$of}',
  clockOffset: 'node_timex_offset_seconds{$of}',
  descriptors: 'node_filefd_allocated{$of}',
  descriptorsMost: 'node_filefd_maximum{$of}',
  tracked: 'node_nf_conntrack_entries{$of}',
  trackedMost: 'node_nf_conntrack_entries_limit{$of}',
  running: 'node_procs_running{$of}',
  blocked: 'node_procs_blocked{$of}',
  connections: 'node_netstat_Tcp_CurrEstab{$of}',
  stolen: 'avg(rate(node_cpu_seconds_total{$of, mode="steal"}[$rate]))',
  failed: 'node_scrape_collector_success{$of} == 0',
};

/** What each interface does. */
export const NETWORK: Readonly<Record<string, string>> = {
  received: `rate(node_network_receive_bytes_total{$of, ${INTERFACES}}[$rate])`,
  sent: `rate(node_network_transmit_bytes_total{$of, ${INTERFACES}}[$rate])`,
  errors: `increase(node_network_receive_errs_total{$of, ${INTERFACES}}[$range]) + increase(node_network_transmit_errs_total{$of, ${INTERFACES}}[$range])`,
  drops: `increase(node_network_receive_drop_total{$of, ${INTERFACES}}[$range]) + increase(node_network_transmit_drop_total{$of, ${INTERFACES}}[$range])`,
  speed: `node_network_speed_bytes{$of, ${INTERFACES}} > 0`,
  up: `node_network_up{$of, ${INTERFACES}}`,
};

const processes = (window: string): Readonly<Record<string, string>> => ({
  cpu: `sum by (groupname) (rate(namedprocess_namegroup_cpu_seconds_total{$of}[${window}]))`,
  memory: 'max by (groupname) (namedprocess_namegroup_memory_bytes{$of, memtype="resident"})',
  before: 'max by (groupname) (namedprocess_namegroup_memory_bytes{$of, memtype="resident"} offset $range)',
  peak: 'max by (groupname) (max_over_time(namedprocess_namegroup_memory_bytes{$of, memtype="resident"}[$range]))',
  count: 'max by (groupname) (namedprocess_namegroup_num_procs{$of})',
  threads: 'max by (groupname) (namedprocess_namegroup_num_threads{$of})',
  faults: `sum by (groupname) (rate(namedprocess_namegroup_major_page_faults_total{$of}[${window}]))`,
});

/** Processes by name: over the whole range, or around one moment. */
export const PROCESSES = processes('$range');
export const PROCESSES_AT = processes('$rate');

export const BUSY_HISTORY = HOSTS.busy!;
/** How busy each core was. */
export const CORES = 'sum by (cpu) (rate(node_cpu_seconds_total{$of, mode!="idle", mode!="iowait"}[$rate]))';
