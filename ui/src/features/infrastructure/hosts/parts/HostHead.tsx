import { Link } from '@tanstack/react-router';
import { IconChartLine, IconLayoutDashboard, IconListSearch, IconRoute } from '@tabler/icons-react';
import { formatValue } from '@/core/format';
import { dashboardLink, hostLink, logsLink, metricsLink, tracesLink } from '@/core/links';
import { spellValue } from '@/core/search/spelling';
import { fill } from '../../panels/model/fill';
import type { Figures } from '../../panels/model/values';
import { HostState } from './HostState';
import type { Host } from '../model/hosts';
import styles from './HostHead.module.css';

const EXPLORED = ['sum by (mode) (rate(node_cpu_seconds_total{$of, mode!="idle"}[$rate]))', '1 - node_memory_MemAvailable_bytes{$of} / node_memory_MemTotal_bytes{$of}'];

/** What the host is, since when it runs, and where its logs, traces and series are. */
export function HostHead({ host, details, now }: { host: Host; details: Figures | undefined; now: number }) {
  const { instance, job, alsoJobs, nodename, cores, memoryTotal, booted, silent } = host;
  const name = nodename || instance;
  const about = `host.name:${spellValue(name)}`;
  const facts = [
    nodename !== instance && nodename,
    details?.os?.[0]?.labels.pretty_name,
    cores !== null && `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    memoryTotal !== null && formatValue(memoryTotal, 'bytes'),
    !silent && booted !== null && `up for ${formatValue(now - booted, 's')}`,
    `job ${job}`,
  ].filter((fact): fact is string => typeof fact === 'string' && fact !== '');
  return (
    <header className={styles.head}>
      <h2 className={styles.name}>{instance}</h2>
      {silent && <HostState host={host} />}
      <span className={styles.facts}>{facts.join(' · ')}</span>
      {alsoJobs.map((other) => (
        <Link key={other} {...hostLink(instance, { job: other })} className={styles.other} title="The same host as this job sees it">
          as job {other}
        </Link>
      ))}
      <span className={styles.ways}>
        <Link {...logsLink({ query: about })} className={styles.way} title={`Log records of ${name}`}>
          <IconListSearch size={14} stroke={1.7} />
          Logs
        </Link>
        <Link {...tracesLink({ query: about })} className={styles.way} title={`Spans of ${name}`}>
          <IconRoute size={14} stroke={1.7} />
          Traces
        </Link>
        <Link {...metricsLink(EXPLORED.map((query) => fill(query, { instance, job }, 0)))} className={styles.way} title="Its series in the explorer">
          <IconChartLine size={14} stroke={1.7} />
          Explore
        </Link>
        <Link {...dashboardLink('sardonyx-host', { 'var-instance': instance })} className={styles.way} title="Its dashboard">
          <IconLayoutDashboard size={14} stroke={1.7} />
          Dashboard
        </Link>
      </span>
    </header>
  );
}
