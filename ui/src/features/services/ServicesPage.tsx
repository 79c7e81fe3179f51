import { useMemo } from 'react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useFindings, useRed, useServices } from '@/api/services';
import { sendDataLink } from '@/core/links';
import { useTimeRange } from '@/core/useTimeRange';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { serviceRows } from '@/ui/ServicesTable/rows';
import { ServicesTable } from '@/ui/ServicesTable/ServicesTable';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './ServicesPage.module.css';

const BUCKETS = 40;

/** Every service that sent something in the range. */
export function ServicesPage() {
  const time = useTimeRange();
  const services = useServices(time);
  const findings = useFindings(time);
  const red = useRed(time, BUCKETS);
  const { name = '' } = useSearch({ from: '/services' });
  const navigate = useNavigate({ from: '/services' });
  const rows = useMemo(
    () => services.data && serviceRows(services.data.services, findings.data?.findings, red.data),
    [services.data, findings.data, red.data],
  );
  const shown = useMemo(() => rows?.filter((row) => matches(row, name)), [rows, name]);
  return (
    <div className={styles.page}>
      <Panel
        title="Services"
        note={rows && (name ? `${shown?.length} of ${rows.length}` : `${rows.length} · worst first`)}
        className={styles.panel}
        actions={
          <FilterField
            label="Filter services"
            placeholder="Name, version or environment"
            value={name}
            onChange={(text) => void navigate({ search: (previous) => ({ ...previous, name: text }), replace: true })}
          />
        }
      >
        <QueryBody
          query={{ ...services, data: shown }}
          skeleton={<div className={styles.skeleton}><Skeleton height={240} /></div>}
          isEmpty={(found) => found.length === 0}
          empty={
            name ? (
              <Empty title={`No service matches “${name}”`} hint="The filter looks at name, version and environment." />
            ) : (
              <Empty
                title="No service has sent anything in this time range"
                hint={<><Link {...sendDataLink()} className={styles.link}>Send your data</Link>, or widen the time range.</>}
              />
            )
          }
        >
          {(found) => <ServicesTable label="Services" services={found} everything />}
        </QueryBody>
      </Panel>
    </div>
  );
}

function matches({ name, version, environments }: { name: string; version: string; environments: readonly string[] }, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return [name, version, ...environments].some((text) => text.toLowerCase().includes(wanted));
}
