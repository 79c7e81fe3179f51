import { Link } from '@tanstack/react-router';
import type { Schemas } from '@/api/client';
import { Bars } from '@/charts/Bars/Bars';
import { formatValue, percent } from '@/core/format';
import { serviceLink } from '@/core/links';
import { useServiceTokens } from '@/core/serviceSlots';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './parts.module.css';

type Spent = Schemas['TimeSpentResponse'];
type Part = Spent['parts'][number];

/** Where the time of an average request goes: own work, other services, the outside. */
export function TimeSpent({ query }: { query: PanelQuery<Spent> }) {
  const tokenOf = useServiceTokens();
  const { data } = query;
  return (
    <Panel title="Where its time goes" note={data && data.requests > 0 ? `per request, ${formatValue(data.mean_ms, 'ms')} on average${sampled(data)}` : undefined}>
      <QueryBody
        query={query}
        skeleton={<div className={styles.skeleton}><Skeleton height={96} /></div>}
        isEmpty={({ parts }) => parts.length === 0}
        empty={<Empty title="No requests in this time range" hint="Its traces tell where the time goes." />}
      >
        {({ parts }) => (
          <div className={styles.body}>
            <Bars
              label="Time per request"
              unit="ms"
              bars={parts.map((part) => ({
                key: `${part.kind} ${part.name}`,
                label: <PartName {...part} />,
                value: part.per_request_ms,
                note: percent(part.share),
                color: part.kind === 'own' ? '--s1' : part.kind === 'service' ? tokenOf(part.name) : '--unknown-fill',
              }))}
            />
          </div>
        )}
      </QueryBody>
    </Panel>
  );
}

function PartName({ kind, name }: Part) {
  if (kind === 'own') return 'Its own work';
  if (kind === 'outside') {
    return (
      <>
        {name || 'unnamed'}
        <span className={styles.kind}>outside</span>
      </>
    );
  }
  return (
    <Link {...serviceLink(name)} className={styles.link}>
      <ServiceName name={name} />
    </Link>
  );
}

const sampled = ({ whole, one_in }: Spent) => (whole ? '' : ` · estimated from one trace in ${one_in}, the latest`);
