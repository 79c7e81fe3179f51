import { useMemo, type ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { formatValue, MISSING, thousands } from '@/core/format';
import { serviceQuery, tracesLink } from '@/core/links';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { DrawerChart } from '../../panels/DrawerChart';
import type { Pair, Probe } from '../api';
import { BandwidthGroup } from './BandwidthGroup';
import styles from './PairDrawer.module.css';

const RTT = [
  { query: 'network_probe_rtt_seconds{$of, quantile="0.5"}', name: 'median', label: '{{protocol}} median' },
  { query: 'network_probe_rtt_seconds{$of, quantile="0.95"}', name: 'p95', label: '{{protocol}} p95' },
];
const LOSS = [{ query: 'sum by (protocol) (rate(network_probes_failed_total{$of}[$rate])) / sum by (protocol) (rate(network_probes_total{$of}[$rate]))', name: 'loss', label: '{{protocol}}' }];
const WAYS = { tcp: 'TCP connect', http: 'HTTP', icmp: 'Ping' };

/** One direction between two nodes: what probes measured, what spans tell, and how it was over time. `agent`: it can test the bandwidth. */
export function PairDrawer({ pair, agent, onClose }: { pair: Pair; agent: string | undefined; onClose: () => void }) {
  const { source, target, probes, traffic, bandwidth } = pair;
  const of = useMemo(() => ({ source, target }), [source, target]);
  return (
    <SideDrawer label="Pair" title={<span className={styles.title}>{source} → {target}</span>} onClose={onClose}>
      {probes.map((probe) => (
        <Group key={probe.protocol} title={WAYS[probe.protocol]} note={<Timestamp at={probe.last_seen} mode="relative" />}>
          <Definition label={WAYS[probe.protocol]} entries={entriesOf(probe)} />
        </Group>
      ))}
      {probes.length > 0 && (
        <>
          <Group title="Round trip">
            <DrawerChart label="Round trip" of={of} unit="s" lines={RTT} empty="No probe was answered in this time range" />
          </Group>
          <Group title="Loss">
            <DrawerChart label="Loss" of={of} unit="ratio" lines={LOSS} empty="Nothing was probed in this time range" />
          </Group>
        </>
      )}
      {traffic && (
        <Group
          title="Calls"
          note="as spans tell"
          actions={
            <Link {...tracesLink({ query: serviceQuery(source) })} className={styles.way}>
              Traces
            </Link>
          }
        >
          <Definition
            label="Calls"
            entries={[
              ['Calls', formatValue(traffic.calls_per_second, '/s')],
              ['Failed', formatValue(traffic.error_ratio, 'ratio')],
              ['Time on the way', `${formatValue(traffic.network_p50_seconds, 's')}, p95 ${formatValue(traffic.network_p95_seconds, 's')}`],
              ['Whole call', formatValue(traffic.duration_p50_seconds, 's')],
              ['Sent', formatValue(traffic.out_bytes_per_second, 'bytes/s')],
              ['Received', formatValue(traffic.in_bytes_per_second, 'bytes/s')],
              ['Last seen', <Timestamp key="seen" at={traffic.last_seen} mode="relative" />],
            ]}
          />
        </Group>
      )}
      <BandwidthGroup bandwidth={bandwidth} agent={agent} />
    </SideDrawer>
  );
}

function entriesOf(probe: Probe): [string, ReactNode][] {
  const { up, loss_ratio, sent, lost, failures, rtt_min_seconds, rtt_median_seconds, rtt_p95_seconds, jitter_seconds, dns_seconds, kernel_rtt_seconds, retransmits } = probe;
  const reasons = Object.entries(failures).map(([reason, count]) => `${reason} ${thousands(count)}`).join(', ');
  const entries: [string, ReactNode][] = [
    ['State', <StatusBadge key="state" severity={up === null ? 'unknown' : up ? 'ok' : 'error'}>{up === null ? 'not probed of late' : up ? 'answers' : 'does not answer'}</StatusBadge>],
    ['Round trip', rtt_median_seconds === null ? MISSING : `${formatValue(rtt_median_seconds, 's')}, p95 ${formatValue(rtt_p95_seconds, 's')}, least ${formatValue(rtt_min_seconds, 's')}`],
    ['Loss', `${formatValue(loss_ratio, 'ratio')} (${thousands(lost)} of ${thousands(sent)})`],
  ];
  if (reasons) entries.push(['Why', reasons]);
  if (jitter_seconds !== null) entries.push(['Jitter', formatValue(jitter_seconds, 's')]);
  if (dns_seconds !== null) entries.push(['Name look-up', formatValue(dns_seconds, 's')]);
  if (kernel_rtt_seconds !== null) entries.push(['Kernel’s round trip', formatValue(kernel_rtt_seconds, 's')]);
  if (retransmits !== null) entries.push(['Retransmits', thousands(retransmits)]);
  return entries;
}
