import type { FigureColumn } from '../../panels/FigureTable';

/** Of each command: calls, time, failures. */
export const COMMANDS: readonly FigureColumn[] = [
  { id: 'calls', header: 'Calls', query: 'sum by (cmd) (rate(redis_commands_total{$of}[$range])) > 0', unit: '/s' },
  { id: 'mean', header: 'Mean', query: 'sum by (cmd) (rate(redis_commands_duration_seconds_total{$of}[$range])) / (sum by (cmd) (rate(redis_commands_total{$of}[$range])) > 0)', unit: 's' },
  { id: 'p99', header: 'p99', query: 'max by (cmd) (redis_latency_percentiles_usec{$of, quantile="99"}) / 1e6 and on (cmd) sum by (cmd) (rate(redis_commands_total{$of}[$range])) > 0', unit: 's' },
  { id: 'share', header: 'Of the time', query: 'sum by (cmd) (rate(redis_commands_duration_seconds_total{$of}[$range])) / scalar(sum(rate(redis_commands_duration_seconds_total{$of}[$range]))) > 0', unit: 'ratio' },
  { id: 'failed', header: 'Failed', query: 'sum by (cmd) (increase(redis_commands_failed_calls_total{$of}[$range])) and on (cmd) sum by (cmd) (rate(redis_commands_total{$of}[$range])) > 0', unit: 'short' },
];

export const KEYSPACE: readonly FigureColumn[] = [
  { id: 'keys', header: 'Keys', query: 'sum by (db) (redis_db_keys{$of})' },
  { id: 'expiring', header: 'That expire', query: 'sum by (db) (redis_db_keys_expiring{$of})' },
  { id: 'ttl', header: 'Time to live, mean', query: 'max by (db) (redis_db_avg_ttl_seconds{$of}) > 0', unit: 's', width: '150px' },
];
