import { formatValue, thousands } from '@/core/format';
import { largest, one, ratio, total, type Figures } from '../../panels/model/values';
import type { ChartSpec, Verdict } from '../../panels/types';
import type { SystemSpec } from '../types';

const HIT = '(sum(rate(pg_stat_database_blks_hit{$of}[$rate])) + sum(rate(pg_stat_database_blks_read{$of}[$rate])))';

const FIGURES = {
  about: 'pg_static{$of}',
  started: 'pg_postmaster_start_time_seconds{$of}',
  connections: 'sum(pg_stat_activity_count{$of})',
  inTransaction: 'sum(pg_stat_activity_count{$of, state=~"idle in transaction.*"})',
  connectionsMost: 'max(pg_settings_max_connections{$of})',
  commits: 'sum(rate(pg_stat_database_xact_commit{$of}[$rate]))',
  rollbacks: 'sum(rate(pg_stat_database_xact_rollback{$of}[$rate]))',
  hit: `sum(rate(pg_stat_database_blks_hit{$of}[$rate])) / ${HIT}`,
  blocked: 'sum(pg_blocked_sessions{$of})',
  blockedLongest: 'max(pg_blocked_longest_seconds{$of})',
  longest: 'max by (state) (pg_stat_activity_max_tx_duration{$of})',
  replica: 'max(pg_replication_is_replica{$of})',
  lag: 'max(pg_replication_lag_seconds{$of})',
  behind: 'max(pg_stat_replication_replay_lag_seconds{$of})',
  retained: 'max by (slot_name) (pg_replication_slot_retained_bytes{$of}) and on (slot_name) (pg_replication_slot_is_active{$of} == 0)',
  deadlocks: 'sum(increase(pg_stat_database_deadlocks{$of}[$range]))',
  temp: 'sum(rate(pg_stat_database_temp_bytes{$of}[$rate]))',
  size: 'sum(pg_database_size_bytes{$of})',
  archiveFailed: 'sum(increase(pg_stat_archiver_failed_count{$of}[$range]))',
};

const HISTORIES = {
  connections: FIGURES.connections,
  commits: FIGURES.commits,
  hit: FIGURES.hit,
  longest: 'max(pg_stat_activity_max_tx_duration{$of})',
  size: FIGURES.size,
};

/** From here on a figure is worth a word. */
const LIMITS = { connections: [0.8, 0.9], hit: 0.9, rollbacks: 0.1, transaction: [60, 600], lag: [10, 60], retained: 1 << 30 } as const;
/** So few transactions a second say nothing of shares. */
const FEW = 1;

const CHARTS: readonly ChartSpec[] = [
  {
    id: 'connections',
    title: 'Connections',
    note: 'by state',
    unit: 'short',
    kind: 'stackedArea',
    lines: [{ query: 'sum by (state) (pg_stat_activity_count{$of}) > 0', name: 'connections', label: '{{state}}' }],
    order: ['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)', 'fastpath function call', 'disabled'],
    limits: (figures) => {
      const [now, most] = [one(figures, 'connections'), one(figures, 'connectionsMost')];
      // Far below it, the limit would press all lines to the floor.
      return now !== null && most !== null && now > most * 0.4 ? [{ value: most, label: 'max_connections', tone: 'error' }] : [];
    },
    empty: 'No connections were measured',
  },
  {
    id: 'transactions',
    title: 'Transactions',
    unit: '/s',
    lines: [{ query: FIGURES.commits, name: 'committed' }, { query: FIGURES.rollbacks, name: 'rolled back', color: '--s7' }],
    empty: 'No transactions were measured',
  },
  {
    id: 'hit',
    title: 'Cache hits',
    note: 'share of blocks found in shared buffers',
    unit: 'ratio',
    lines: [{ query: `sum by (datname) (rate(pg_stat_database_blks_hit{$of, datname!=""}[$rate])) / (sum by (datname) (rate(pg_stat_database_blks_hit{$of, datname!=""}[$rate])) + sum by (datname) (rate(pg_stat_database_blks_read{$of, datname!=""}[$rate])))`, name: 'hits', label: '{{datname}}' }],
    empty: 'No blocks were read',
  },
  {
    id: 'locks',
    title: 'Locks',
    note: 'by mode, and sessions that wait for one',
    unit: 'short',
    lines: [
      { query: 'sum by (mode) (pg_locks_count{$of}) > 0', name: 'locks', label: '{{mode}}' },
      { query: 'sum(pg_blocked_sessions{$of})', name: 'waiting', color: '--s7' },
    ],
    empty: 'No locks were held',
  },
  {
    id: 'longest',
    title: 'Longest transaction',
    note: 'by state',
    unit: 's',
    lines: [{ query: 'max by (state) (pg_stat_activity_max_tx_duration{$of, state=~"active|idle in transaction.*"})', name: 'longest', label: '{{state}}' }],
    empty: 'No transaction was open for long enough to be seen',
  },
  {
    id: 'rows',
    title: 'Rows',
    unit: '/s',
    lines: [
      { query: 'sum(rate(pg_stat_database_tup_fetched{$of}[$rate]))', name: 'fetched' },
      { query: 'sum(rate(pg_stat_database_tup_inserted{$of}[$rate]))', name: 'inserted' },
      { query: 'sum(rate(pg_stat_database_tup_updated{$of}[$rate]))', name: 'updated' },
      { query: 'sum(rate(pg_stat_database_tup_deleted{$of}[$rate]))', name: 'deleted' },
    ],
    empty: 'No rows were measured',
  },
  {
    id: 'temp',
    title: 'Temporary files',
    note: 'sorts and joins that did not fit into work_mem',
    unit: 'bytes/s',
    lines: [{ query: 'sum by (datname) (rate(pg_stat_database_temp_bytes{$of, datname!=""}[$rate]))', name: 'written', label: '{{datname}}' }],
    empty: 'No temporary files were measured',
  },
  {
    id: 'replication',
    title: 'Replication',
    note: 'how far behind',
    unit: 's',
    lines: [
      { query: 'max(pg_replication_lag_seconds{$of})', name: 'this server, as a replica' },
      { query: 'max by (application_name, client_addr) (pg_stat_replication_replay_lag_seconds{$of})', name: 'replica', label: '{{application_name}} {{client_addr}}' },
    ],
    empty: 'No replication',
  },
];

function verdicts(figures: Figures): Verdict[] {
  const found: Verdict[] = [];
  const say = (tone: Verdict['tone'], text: string) => found.push({ tone, text });
  const used = ratio(one(figures, 'connections'), one(figures, 'connectionsMost'));
  if (used !== null && used >= LIMITS.connections[0]) say(used >= LIMITS.connections[1] ? 'critical' : 'warning', `connections ${formatValue(used, 'ratio')} of max_connections`);
  const [blocked, waits] = [total(figures, 'blocked') ?? 0, one(figures, 'blockedLongest')];
  if (blocked > 0) say('error', `${thousands(blocked)} ${blocked === 1 ? 'session waits' : 'sessions wait'} for a lock${waits ? `, the longest for ${formatValue(waits, 's')}` : ''}`);
  const longest = largest(figures, 'longest');
  if (longest && longest.value >= LIMITS.transaction[0]) say(longest.value >= LIMITS.transaction[1] ? 'error' : 'warning', `a transaction is ${longest.labels.state || 'open'} for ${formatValue(longest.value, 's')}`);
  const lag = Math.max(one(figures, 'lag') ?? 0, one(figures, 'behind') ?? 0);
  if (lag >= LIMITS.lag[0]) say(lag >= LIMITS.lag[1] ? 'error' : 'warning', `replication is ${formatValue(lag, 's')} behind`);
  for (const { labels, value } of figures.retained ?? []) if (value >= LIMITS.retained) say('warning', `the unused slot ${labels.slot_name} keeps ${formatValue(value, 'bytes')} of the log`);
  const deadlocks = one(figures, 'deadlocks') ?? 0;
  if (deadlocks >= 0.5) say('warning', `${thousands(deadlocks)} ${Math.round(deadlocks) === 1 ? 'deadlock' : 'deadlocks'} in this time range`);
  const [commits, rollbacks] = [one(figures, 'commits') ?? 0, one(figures, 'rollbacks') ?? 0];
  const lost = ratio(rollbacks, commits + rollbacks);
  if (lost !== null && commits + rollbacks > FEW && lost >= LIMITS.rollbacks) say('warning', `${formatValue(lost, 'ratio')} of transactions are rolled back`);
  const hit = one(figures, 'hit');
  if (hit !== null && hit < LIMITS.hit) say('warning', `only ${formatValue(hit, 'ratio')} of blocks come from the cache`);
  if ((one(figures, 'archiveFailed') ?? 0) >= 0.5) say('error', 'the write-ahead log can’t be archived');
  return found;
}

export const POSTGRESQL: SystemSpec = {
  label: 'PostgreSQL',
  seen: 'pg_up{$of}',
  answers: 'pg_up{$of}',
  figures: FIGURES,
  histories: HISTORIES,
  facts: (figures, now) => {
    const started = one(figures, 'started');
    const version = figures.about?.[0]?.labels.short_version;
    return [version !== undefined && `PostgreSQL ${version}`, one(figures, 'replica') === 1 && 'replica', started !== null && `up for ${formatValue(now - started, 's')}`];
  },
  verdicts,
  quiet: (figures) => {
    const used = ratio(one(figures, 'connections'), one(figures, 'connectionsMost'));
    const hit = one(figures, 'hit');
    return ['Nothing out of the ordinary', used !== null && `connections ${formatValue(used, 'ratio')} of max_connections`, hit !== null && `${formatValue(hit, 'ratio')} of blocks from the cache`, 'nobody waits for a lock'].filter(Boolean).join(' · ');
  },
  tiles: (figures) => {
    const [connections, most] = [one(figures, 'connections'), one(figures, 'connectionsMost')];
    const used = ratio(connections, most);
    const longest = largest(figures, 'longest');
    const lag = one(figures, 'replica') === 1 ? one(figures, 'lag') : one(figures, 'behind');
    return [
      { label: 'Connections', value: formatValue(connections, 'short'), note: most === null ? undefined : `of ${thousands(most)}`, history: 'connections', trouble: used !== null && used >= LIMITS.connections[0] ? { tone: used >= LIMITS.connections[1] ? 'critical' : 'warning', text: `${formatValue(used, 'ratio')} of max` } : undefined },
      { label: 'Transactions', value: formatValue(one(figures, 'commits'), '/s'), note: `${formatValue(one(figures, 'rollbacks'), '/s')} rolled back`, history: 'commits' },
      { label: 'Cache hits', value: formatValue(one(figures, 'hit'), 'ratio'), history: 'hit' },
      { label: 'Longest transaction', value: formatValue(longest?.value, 's'), note: longest && longest.value > 0 ? longest.labels.state : undefined, history: 'longest' },
      { label: 'Databases', value: formatValue(total(figures, 'size'), 'bytes'), history: 'size' },
      { label: 'Replication', value: lag === null ? '–' : formatValue(lag, 's'), note: lag === null ? 'no replica' : 'behind' },
    ];
  },
  charts: CHARTS,
  dashboard: 'sardonyx-postgresql',
  setup: {
    own: 'Sardonyx asks PostgreSQL itself; no exporter is needed. A server on the same Compose host is found by itself, others are named:',
    setting: `# sardonyx.yaml
collectors:
  postgres: ["postgresql://sardonyx:PASSWORD@db.example.com:5432/shop"]`,
    grant: { label: 'The least it needs, once for the whole server:', code: `CREATE USER sardonyx PASSWORD 'PASSWORD';\nGRANT pg_monitor TO sardonyx;\nCREATE EXTENSION IF NOT EXISTS pg_stat_statements;` },
    exporter: 'the postgres_exporter',
  },
};
