import { formatValue, MISSING, thousands } from '@/core/format';
import { one, ratio, total, type Figures } from '../../panels/model/values';
import type { ChartSpec, Verdict } from '../../panels/types';
import type { SystemSpec } from '../types';

const HITS = 'rate(redis_keyspace_hits_total{$of}[$rate])';
const MISSES = 'rate(redis_keyspace_misses_total{$of}[$rate])';

const FIGURES = {
  about: 'redis_instance_info{$of}',
  uptime: 'redis_uptime_in_seconds{$of}',
  memory: 'redis_memory_used_bytes{$of}',
  memoryMost: 'redis_memory_max_bytes{$of} > 0',
  peak: 'redis_memory_used_peak_bytes{$of}',
  resident: 'redis_memory_used_rss_bytes{$of}',
  fragmentation: 'redis_mem_fragmentation_ratio{$of}',
  hit: `${HITS} / (${HITS} + ${MISSES})`,
  lookups: `${HITS} + ${MISSES}`,
  operations: 'rate(redis_commands_processed_total{$of}[$rate])',
  clients: 'redis_connected_clients{$of}',
  clientsMost: 'redis_config_maxclients{$of}',
  blocked: 'redis_blocked_clients{$of}',
  rejected: 'increase(redis_rejected_connections_total{$of}[$range])',
  evicted: 'rate(redis_evicted_keys_total{$of}[$rate])',
  expired: 'rate(redis_expired_keys_total{$of}[$rate])',
  keys: 'sum(redis_db_keys{$of})',
  replicas: 'redis_connected_slaves{$of}',
  link: 'min(redis_master_link_up{$of})',
  lag: 'max(redis_connected_slave_lag_seconds{$of})',
  slow: 'redis_slowlog_length{$of}',
  newSlow: 'increase(redis_slowlog_last_id{$of}[$range])',
  slowest: 'redis_last_slow_execution_duration_seconds{$of}',
  saved: 'redis_rdb_last_save_timestamp_seconds{$of}',
  unsaved: 'redis_rdb_changes_since_last_save{$of}',
  saveOk: 'redis_rdb_last_bgsave_status{$of}',
  appendOn: 'redis_aof_enabled{$of}',
  appendOk: 'redis_aof_last_write_status{$of}',
  loading: 'redis_loading_dump_file{$of}',
};

const HISTORIES = { memory: FIGURES.memory, hit: FIGURES.hit, operations: FIGURES.operations, clients: FIGURES.clients, keys: FIGURES.keys };

const LIMITS = { memory: [0.9, 0.98], clients: 0.8, fragmentation: 1.5, hit: 0.5, lag: 10 } as const;
/** Fragmentation of little memory is the allocator's own need, no trouble. */
const WORTH_BYTES = 100 * 1024 * 1024;
/** So few lookups a second say nothing of shares. */
const FEW = 1;

const CHARTS: readonly ChartSpec[] = [
  {
    id: 'memory',
    title: 'Memory',
    unit: 'bytes',
    lines: [
      { query: FIGURES.memory, name: 'used' },
      { query: FIGURES.resident, name: 'resident' },
      { query: 'redis_memory_used_dataset_bytes{$of}', name: 'data' },
    ],
    limits: (figures) => {
      const most = one(figures, 'memoryMost');
      return most === null ? [] : [{ value: most, label: 'maxmemory', tone: 'error' }];
    },
    empty: 'No memory was measured',
  },
  { id: 'operations', title: 'Commands', note: 'the busiest', unit: '/s', kind: 'stackedArea', lines: [{ query: 'topk(12, sum by (cmd) (rate(redis_commands_total{$of}[$rate])) > 0)', name: 'commands', label: '{{cmd}}' }], empty: 'No commands were measured' },
  { id: 'hits', title: 'Hits', note: 'keys that were there, and not', unit: '/s', kind: 'stackedArea', lines: [{ query: HITS, name: 'hits' }, { query: MISSES, name: 'misses', color: '--s3' }], empty: 'No lookups were measured' },
  { id: 'gone', title: 'Evicted and expired keys', unit: '/s', lines: [{ query: FIGURES.evicted, name: 'evicted', color: '--s7' }, { query: FIGURES.expired, name: 'expired' }], empty: 'No keys were measured' },
  {
    id: 'latency',
    title: 'Time per call',
    note: 'mean, the slowest commands',
    unit: 's',
    lines: [{ query: 'topk(8, sum by (cmd) (rate(redis_commands_duration_seconds_total{$of}[$rate])) / sum by (cmd) (rate(redis_commands_total{$of}[$rate])))', name: 'mean', label: '{{cmd}}' }],
    empty: 'No commands were measured',
  },
  { id: 'clients', title: 'Clients', unit: 'short', lines: [{ query: FIGURES.clients, name: 'connected' }, { query: FIGURES.blocked, name: 'blocked', color: '--s3' }], empty: 'No clients were measured' },
  { id: 'network', title: 'Network', unit: 'bytes/s', lines: [{ query: 'rate(redis_net_input_bytes_total{$of}[$rate])', name: 'in' }, { query: 'rate(redis_net_output_bytes_total{$of}[$rate])', name: 'out' }], empty: 'No network was measured' },
  { id: 'fragmentation', title: 'Fragmentation', note: 'resident ÷ used memory', unit: 'short', lines: [{ query: FIGURES.fragmentation, name: 'fragmentation' }], empty: 'No memory was measured' },
];

function verdicts(figures: Figures): Verdict[] {
  const found: Verdict[] = [];
  const say = (tone: Verdict['tone'], text: string) => found.push({ tone, text });
  const get = (name: keyof typeof FIGURES) => one(figures, name);
  const used = ratio(get('memory'), get('memoryMost'));
  const evicted = get('evicted') ?? 0;
  // A cache that evicts is meant to be full; one that may not evict refuses writes.
  const evicts = (figures.about?.[0]?.labels.maxmemory_policy ?? 'noeviction') !== 'noeviction';
  if (used !== null && used >= LIMITS.memory[0] && !evicts) say(used >= LIMITS.memory[1] ? 'critical' : 'error', `memory ${formatValue(used, 'ratio')} of maxmemory, and nothing may be evicted`);
  if (evicted > 0) say('warning', `evicts ${formatValue(evicted, '/s')} keys to make room`);
  if (get('link') === 0) say('critical', 'the primary is not heard');
  const lag = get('lag');
  if (lag !== null && lag >= LIMITS.lag) say('error', `a replica is ${formatValue(lag, 's')} behind`);
  if (get('saveOk') === 0) say('error', 'the last snapshot failed');
  if (get('appendOn') === 1 && get('appendOk') === 0) say('critical', 'the append-only file can’t be written');
  const rejected = get('rejected') ?? 0;
  if (rejected >= 0.5) say('error', `${thousands(rejected)} connections were refused in this time range`);
  const clients = ratio(get('clients'), get('clientsMost'));
  if (clients !== null && clients >= LIMITS.clients) say('warning', `clients ${formatValue(clients, 'ratio')} of maxclients`);
  const [fragmentation, memory] = [get('fragmentation'), get('memory')];
  if (fragmentation !== null && fragmentation >= LIMITS.fragmentation && (memory ?? 0) >= WORTH_BYTES) say('warning', `memory is fragmented: ${formatValue(fragmentation, 'short')} times what is used`);
  const hit = get('hit');
  if (hit !== null && hit < LIMITS.hit && (get('lookups') ?? 0) > FEW) say('warning', `only ${formatValue(hit, 'ratio')} of lookups find their key`);
  const slow = get('newSlow') ?? 0;
  if (slow >= 0.5) say('warning', `${thousands(slow)} slow commands in this time range, the newest took ${formatValue(get('slowest'), 's')}`);
  if (get('loading') === 1) say('warning', 'it is loading its data');
  return found;
}

export const REDIS: SystemSpec = {
  label: 'Redis',
  seen: 'redis_up{$of}',
  answers: 'redis_up{$of}',
  figures: FIGURES,
  histories: HISTORIES,
  facts: (figures) => {
    const about = figures.about?.[0]?.labels;
    const uptime = one(figures, 'uptime');
    return [about?.redis_version !== undefined && `Redis ${about.redis_version}`, about?.role ?? false, about?.maxmemory_policy ?? false, uptime !== null && `up for ${formatValue(uptime, 's')}`];
  },
  verdicts,
  quiet: (figures) => {
    const used = ratio(one(figures, 'memory'), one(figures, 'memoryMost'));
    const hit = one(figures, 'hit');
    return ['Nothing out of the ordinary', used !== null && `memory ${formatValue(used, 'ratio')} of maxmemory`, hit !== null && `${formatValue(hit, 'ratio')} of lookups find their key`].filter(Boolean).join(' · ');
  },
  tiles: (figures) => {
    const [memory, most] = [one(figures, 'memory'), one(figures, 'memoryMost')];
    const replicas = one(figures, 'replicas');
    return [
      { label: 'Memory', value: formatValue(memory, 'bytes'), note: most === null ? 'no maxmemory' : `${formatValue(ratio(memory, most), 'ratio')} of ${formatValue(most, 'bytes')}`, history: 'memory' },
      { label: 'Commands', value: formatValue(one(figures, 'operations'), '/s'), history: 'operations' },
      { label: 'Hit rate', value: formatValue(one(figures, 'hit'), 'ratio'), note: `${formatValue(one(figures, 'lookups'), '/s')} lookups`, history: 'hit' },
      { label: 'Clients', value: formatValue(one(figures, 'clients'), 'short'), note: `${formatValue(one(figures, 'blocked'), 'short')} blocked`, history: 'clients' },
      { label: 'Keys', value: formatValue(total(figures, 'keys'), 'short'), note: `${formatValue(one(figures, 'evicted'), '/s')} evicted`, history: 'keys' },
      { label: 'Replicas', value: replicas === null ? MISSING : thousands(replicas), note: one(figures, 'lag') === null ? undefined : `${formatValue(one(figures, 'lag'), 's')} behind` },
    ];
  },
  charts: CHARTS,
  dashboard: 'sardonyx-redis',
  setup: {
    own: 'Sardonyx asks Redis itself; no exporter is needed. A server on the same Compose host is found by itself, others are named:',
    setting: `# sardonyx.yaml
collectors:
  redis: ["redis://sardonyx:PASSWORD@cache.example.com:6379"]`,
    grant: { label: 'The least it needs:', code: 'ACL SETUSER sardonyx on >PASSWORD +info +ping +client +hello +slowlog|len +slowlog|get +config|get' },
    exporter: 'the redis_exporter',
  },
};
