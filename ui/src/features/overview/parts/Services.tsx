import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { ServicesTable } from '@/ui/ServicesTable/ServicesTable';
import type { ServiceRow } from '@/ui/ServicesTable/types';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './Services.module.css';

/** Everything that reported in the range, worst first. */
export function Services({ query }: { query: PanelQuery<ServiceRow[]> }) {
  return (
    <Panel title="Services" note={query.data && `${query.data.length} · worst first`}>
      <QueryBody query={query} skeleton={<div className={styles.skeleton}><Skeleton height={128} /></div>}>
        {(services) => <ServicesTable label="Services, worst first" services={services} />}
      </QueryBody>
    </Panel>
  );
}
