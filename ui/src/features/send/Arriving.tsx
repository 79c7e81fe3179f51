import { Link } from '@tanstack/react-router';
import { logsLink, serviceLink, serviceQuery, tracesLink } from '@/core/links';
import { Panel } from '@/ui/Panel/Panel';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { amounts, received, type Arrival, type Arrivals } from './arrivals';
import { NothingYet } from './NothingYet';
import styles from './Arriving.module.css';

type Props = { arrivals: Arrivals | undefined; wanted: string; endpoint: string };

/** Waiting for the first event, then the news that it came and the way to it. */
export function Arriving({ arrivals, wanted, endpoint }: Props) {
  const list = arrivals?.list ?? [];
  const mine = received(list, wanted);
  const others = list.filter((arrival) => !mine.includes(arrival));
  return (
    <Panel title={mine.length > 0 ? 'Received' : 'Waiting for the first event'}>
      <div className={styles.body}>
        <div role="status" aria-live="polite">
          {mine.length === 0 ? (
            <p className={styles.waiting}>
              <span className={styles.pulse} />
              Nothing from {wanted} since you opened this page. It shows here within seconds.
            </p>
          ) : (
            mine.map((arrival) => <Received key={arrival.name} arrival={arrival} />)
          )}
        </div>
        {others.length > 0 && (
          <p className={styles.others}>
            Also arriving, as before: {others.slice(0, 6).map(({ name }) => name).join(', ')}
            {others.length > 6 && ` and ${others.length - 6} more`}
          </p>
        )}
        {mine.length === 0 && <NothingYet endpoint={endpoint} />}
      </div>
    </Panel>
  );
}

function Received({ arrival }: { arrival: Arrival }) {
  const query = serviceQuery(arrival.name);
  return (
    <div className={styles.received} data-tone="ok">
      <p className={styles.news}>
        <ServiceName name={arrival.name} />
      </p>
      <p className={styles.amounts}>
        {amounts(arrival)}, <Timestamp at={arrival.at} mode="relative" />
      </p>
      <p className={styles.links}>
        {arrival.spans > 0 && <Link {...tracesLink({ query })}>See the traces</Link>}
        {arrival.logs > 0 && <Link {...logsLink({ query })}>See the logs</Link>}
        <Link {...serviceLink(arrival.name)}>See the service</Link>
      </p>
    </div>
  );
}
