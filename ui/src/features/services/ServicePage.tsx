import { useMemo } from 'react';
import { useParams } from '@tanstack/react-router';
import { useChanges, useFindings, useRed, useServices } from '@/api/services';
import { servicesLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { useTimeRange } from '@/core/useTimeRange';
import { annotationsOf } from '@/ui/ChangesFeed/kinds';
import { useTimeSpent } from './api';
import { Callers } from './parts/Callers';
import { Changes } from './parts/Changes';
import { ErrorLogs } from './parts/ErrorLogs';
import { Figures } from './parts/Figures';
import { Head } from './parts/Head';
import { Operations } from './parts/Operations';
import { RedCharts } from './parts/RedCharts';
import { SlowTraces } from './parts/SlowTraces';
import { TimeSpent } from './parts/TimeSpent';
import { Versions } from './parts/Versions';
import styles from './ServicePage.module.css';

const BUCKETS = 60;

/** One service: how it does, what it does, whom it waits for, who waits for it, and the traces and records that show it. */
export function ServicePage() {
  const { service } = useParams({ from: '/services/$service' });
  usePageTitle(service, { label: 'Services', link: servicesLink() });
  const time = useTimeRange();
  const services = useServices(time);
  const findings = useFindings(time);
  const red = useRed(time, BUCKETS, service);
  const changes = useChanges(time, service);
  const spent = useTimeSpent(time, service);
  const marks = useMemo(() => annotationsOf(changes.data?.changes ?? []), [changes.data]);
  const figures = services.data?.services.find(({ name }) => name === service);
  const wrong = useMemo(() => findings.data?.findings.filter((finding) => finding.service === service), [findings.data, service]);
  return (
    <div className={styles.page}>
      <Head service={service} figures={figures} known={services.data !== undefined} findings={wrong} />
      <Figures time={time} figures={figures} red={red} />
      <RedCharts time={time} red={red} annotations={marks} service={service} />
      <div className={styles.halves}>
        <TimeSpent query={spent} />
        <div className={styles.column}>
          <Callers query={spent} />
          <Versions time={time} service={service} />
        </div>
      </div>
      <Operations time={time} service={service} />
      <div className={styles.halves}>
        <SlowTraces time={time} service={service} p95={figures?.p95_ms} />
        <ErrorLogs time={time} service={service} />
      </div>
      <Changes query={changes} />
    </div>
  );
}
