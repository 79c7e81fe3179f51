/** Containers only: the control groups above them have no name. */
const NAMED = 'name!=""';
const BY = 'by (instance, name)';
const sum = (expression: string): string => `sum ${BY} (${expression})`;
const max = (expression: string): string => `max ${BY} (${expression})`;
const rate = (metric: string): string => sum(`rate(${metric}{$of, ${NAMED}}[$rate])`);

/** What is known of all containers at one instant. Figures that only run ones have come from cAdvisor, too. */
export const CONTAINERS: Readonly<Record<string, string>> = {
  started: `last_over_time(container_start_time_seconds{$of, ${NAMED}}[$range])`,
  state: `container_state{$of, ${NAMED}} == 1`,
  health: `container_health{$of, ${NAMED}} == 1`,
  seen: max(`container_last_seen{$of, ${NAMED}}`),
  cpu: rate('container_cpu_usage_seconds_total'),
  quota: max(`container_spec_cpu_quota{$of, ${NAMED}} / container_spec_cpu_period{$of, ${NAMED}}`),
  throttled: sum(`rate(container_cpu_cfs_throttled_periods_total{$of, ${NAMED}}[$rate])`) + ' / (' + sum(`rate(container_cpu_cfs_periods_total{$of, ${NAMED}}[$rate])`) + ' > 0)',
  memory: max(`container_memory_working_set_bytes{$of, ${NAMED}}`),
  limit: max(`container_spec_memory_limit_bytes{$of, ${NAMED}} > 0 < 2^60`),
  received: rate('container_network_receive_bytes_total'),
  sent: rate('container_network_transmit_bytes_total'),
  read: rate('container_fs_reads_bytes_total'),
  written: rate('container_fs_writes_bytes_total'),
  restarts: sum(`increase(container_restarts_total{$of, ${NAMED}}[$range])`),
  restartsEver: max(`container_restarts_total{$of, ${NAMED}}`),
  exitCode: max(`container_exit_code{$of, ${NAMED}}`),
  killed: max(`max_over_time(container_oom_killed{$of, ${NAMED}}[$range])`),
  killEvents: sum(`increase(container_oom_events_total{$of, ${NAMED}}[$range])`),
};
