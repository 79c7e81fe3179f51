import { useMemo } from 'react';
import { useChanges, useFindings, useRed, useServices } from '@/api/services';
import { errorRatioOf, p95Of } from '@/charts/red/red';
import { useTimeRange } from '@/core/useTimeRange';
import { annotationsOf } from '@/ui/ChangesFeed/kinds';
import { serviceRows } from '@/ui/ServicesTable/rows';
import { ByService } from './parts/ByService';
import { Changes } from './parts/Changes';
import { Figures } from './parts/Figures';
import { NothingSent } from './parts/NothingSent';
import { Services } from './parts/Services';
import { Wrong } from './parts/Wrong';
import styles from './OverviewPage.module.css';

const BUCKETS = 60;

/** What is wrong, how much of it, where, since when, and what had changed: from a glance to the service, trace or record at fault. */
export function OverviewPage() {
  const time = useTimeRange();
  const findings = useFindings(time);
  const services = useServices(time);
  const red = useRed(time, BUCKETS);
  const changes = useChanges(time);
  const marks = useMemo(() => annotationsOf(changes.data?.changes ?? []), [changes.data]);
  const rows = useMemo(
    () => services.data && serviceRows(services.data.services, findings.data?.findings, red.data),
    [services.data, findings.data, red.data],
  );
  if (services.data?.services.length === 0) return <NothingSent />;
  return (
    <div className={styles.page}>
      <Wrong query={findings} now={time.relative} />
      <Figures time={time} services={services} red={red} />
      <div className={styles.charts}>
        <ByService title="Latency" note="p95 by service" figure={p95Of} unit="ms" time={time} red={red} annotations={marks} />
        <ByService title="Error rate" note="failed requests by service" figure={errorRatioOf} unit="ratio" time={time} red={red} annotations={marks} />
      </div>
      <Services query={{ ...services, data: rows }} />
      <Changes query={changes} />
    </div>
  );
}
