import { Link } from '@tanstack/react-router';
import { IconListSearch, IconRoute, IconTopologyStar3 } from '@tabler/icons-react';
import { formatValue, MISSING } from '@/core/format';
import { logsLink, monitorLink, serviceLink, serviceQuery, tracesLink } from '@/core/links';
import { Definition } from '@/ui/Definition/Definition';
import { Group } from '@/ui/Group/Group';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { MonitorRow } from '../api/types';
import { everyWords } from '../model/spec';
import { Actions } from '../parts/Actions';
import { StateBadge } from '../parts/StateBadge';
import { Vantages } from '../parts/Vantages';
import { Why } from '../parts/Why';
import { TrafficNote } from './TrafficNote';
import styles from './Glance.module.css';

/** A monitor beside the board: how it is and why, and the ways on. */
export function Glance({ monitor, canWrite, onClose }: { monitor: MonitorRow; canWrite: boolean; onClose: () => void }) {
  const { id, name, state, kind, target, service, environment, last_at, last_seconds, interval_seconds, certificate_expires, traffic, vantages } = monitor;
  return (
    <SideDrawer label="Monitor" title={<span className={styles.title}>{name}</span>} onClose={onClose}>
      <div className={styles.state}>
        <StateBadge state={state} />
        <Why monitor={monitor} />
      </div>
      <div className={styles.actions}>
        <Link {...monitorLink(id)} className={styles.open}>
          Open
        </Link>
        {canWrite && <Actions monitor={monitor} />}
      </div>
      <Definition
        label="Monitor"
        entries={[
          ['Target', <span key="target" className={styles.mono}>{target}</span>],
          ['Kind', `${kind}, ${everyWords(interval_seconds)}`],
          ['Last check', last_at === null ? 'none yet' : <span key="last"><Timestamp at={last_at} mode="relative" />, {formatValue(last_seconds, 's')}</span>],
          ...(certificate_expires === null ? [] : [['Certificate', <span key="certificate">until <Timestamp at={certificate_expires} /></span>] as const]),
          ['Real traffic', traffic === null ? MISSING : <TrafficNote key="traffic" traffic={traffic} />],
          ...(service ? [['Service', <Link key="service" {...serviceLink(service)} className={styles.service}><ServiceName name={service} /></Link>] as const] : []),
          ...(environment ? [['Environment', environment] as const] : []),
        ]}
      />
      {service && (
        <div className={styles.ways}>
          <Way link={serviceLink(service)} icon={IconTopologyStar3} label="Service" />
          <Way link={tracesLink({ query: serviceQuery(service) })} icon={IconRoute} label="Traces" />
          <Way link={logsLink({ query: serviceQuery(service) })} icon={IconListSearch} label="Logs" />
        </div>
      )}
      {vantages.length > 1 && (
        <Group title="Vantage points">
          <Vantages vantages={vantages} />
        </Group>
      )}
    </SideDrawer>
  );
}

const Way = ({ link, icon: Icon, label }: { link: ReturnType<typeof serviceLink>; icon: typeof IconRoute; label: string }) => (
  <Link {...link} className={styles.way}>
    <Icon size={14} stroke={1.7} aria-hidden="true" />
    {label}
  </Link>
);
