import { Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconLayoutDashboard } from '@tabler/icons-react';
import { dashboardLink } from '@/core/links';
import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { useSearchPatch } from '@/core/useSearchPatch';
import type { Server } from '../model/servers';
import type { SystemSearch } from '../search';
import styles from './ServerHead.module.css';

/** More servers than these are chosen from a list. */
const SIDE_BY_SIDE = 4;
const severityOf = ({ up }: Server) => (up === undefined ? 'unknown' : up ? 'ok' : 'critical');

type Props = { label: string; dashboard: string; servers: readonly Server[]; server: Server; facts: readonly string[] };

/** Which server is in view, what it is, and the others. */
export function ServerHead({ label, dashboard, servers, server, facts }: Props) {
  const patch = useSearchPatch<SystemSearch>();
  const choose = (instance: string) => patch({ server: instance, open: undefined });
  return (
    <header className={styles.head}>
      {servers.length === 1 ? (
        <h2 className={styles.name}>{server.instance}</h2>
      ) : servers.length <= SIDE_BY_SIDE ? (
        <ControlGroup label={`${label} servers`}>
          {servers.map((each) => (
            <Control key={each.instance} active={each === server} aria-pressed={each === server} onClick={() => choose(each.instance)}>
              <StatusShape severity={severityOf(each)} />
              {each.instance}
            </Control>
          ))}
        </ControlGroup>
      ) : (
        <Select size="xs" searchable aria-label={`${label} server`} className={styles.select} data={servers.map(({ instance }) => instance)} value={server.instance} onChange={(chosen) => chosen && choose(chosen)} />
      )}
      <span className={styles.facts}>{[...facts, `job ${server.job}`].join(' · ')}</span>
      <Link {...dashboardLink(dashboard, { 'var-instance': server.instance })} className={styles.way} title="Its dashboard">
        <IconLayoutDashboard size={14} stroke={1.7} />
        Dashboard
      </Link>
    </header>
  );
}
