import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTimeRange } from '@/core/useTimeRange';
import { useServices } from './api';
import { LogsByLevel } from './Charts/LogsByLevel';
import { SpansByService } from './Charts/SpansByService';
import { LatestLogs } from './LatestLogs/LatestLogs';
import { waitsFor } from './ownTelemetry';
import { SendData } from './SendData/SendData';
import { ServicesTable } from './ServicesTable/ServicesTable';
import { StatTiles } from './StatTiles/StatTiles';
import styles from './ArrivingPage.module.css';

/** Live proof that data flows: how much, from whom, how well, and the newest lines themselves. */
export function ArrivingPage() {
  const time = useTimeRange();
  const services = useServices(time);
  const { send } = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const showSend = (on: boolean) => void navigate({ search: (previous) => ({ ...previous, send: on ? '1' : undefined }) });
  const waiting = services.data && waitsFor(services.data.services);
  const asked = send === '1';

  return (
    <div className={styles.page}>
      <StatTiles />
      {(waiting !== undefined || asked) && <SendData waiting={waiting} onClose={() => showSend(false)} />}
      <div className={styles.charts}>
        <LogsByLevel time={time} />
        <SpansByService time={time} />
      </div>
      <ServicesTable query={services} time={time} askedAt={services.dataUpdatedAt / 1000} sending={asked} onSend={() => showSend(!asked)} />
      <LatestLogs zone={time.zone} />
    </div>
  );
}
