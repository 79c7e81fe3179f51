import { useMemo } from 'react';
import { IconPlugConnected } from '@tabler/icons-react';
import type { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import type { Service } from '../api';
import { ServiceRow } from './ServiceRow';
import { worstFirst } from './worstFirst';
import styles from './ServicesTable.module.css';

const SKELETON_ROWS = 4;

type Props = {
  query: PanelQuery<{ services: Service[] }>;
  time: ReturnType<typeof useTimeRange>;
  /** When the figures were asked for, epoch seconds: "last seen" counts back from it. */
  askedAt: number;
  sending: boolean;
  onSend: () => void;
};

/** Everything that reported in the time range, worst first. */
export function ServicesTable({ query, time, askedAt, sending, onSend }: Props) {
  const count = query.data?.services.length;
  const action = (
    <Control quiet active={sending} aria-pressed={sending} onClick={onSend}>
      <IconPlugConnected size={14} /> Send data
    </Control>
  );
  return (
    <Panel title="Services" note={count ? `${count} · worst first` : undefined} actions={action}>
      <QueryBody
        query={query}
        skeleton={<TableSkeleton />}
        isEmpty={({ services }) => services.length === 0}
        empty={<Empty title="No service reported in this time range" hint="Widen the time range, or point a service at this server." />}
      >
        {({ services }) => <Table services={services} zone={time.zone} askedAt={askedAt} />}
      </QueryBody>
    </Panel>
  );
}

function Table({ services, zone, askedAt }: { services: Service[]; zone: Props['time']['zone']; askedAt: number }) {
  const rows = useMemo(() => worstFirst(services), [services]);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Services, worst first">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col" className={styles.number}>Spans/s</th>
            <th scope="col" className={styles.number}>Errors</th>
            <th scope="col" className={styles.number}>p95</th>
            <th scope="col" className={styles.logs}>Log records</th>
            <th scope="col">Version</th>
            <th scope="col">Environment</th>
            <th scope="col" className={styles.number}>Last seen</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((service) => (
            <ServiceRow key={service.name} service={service} zone={zone} askedAt={askedAt} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TableSkeleton() {
  return (
    <div className={styles.skeleton}>
      {Array.from({ length: SKELETON_ROWS }, (_, i) => (
        <Skeleton key={i} height={16} />
      ))}
    </div>
  );
}
