import { percent } from '@/core/format';
import { useServiceTokens } from '@/core/serviceSlots';
import { shownNs } from './time';
import styles from './SelfTimes.module.css';

const NAMED = 4;

/** How much of the work each service did itself. Spans that run at the same time both count. */
export function SelfTimes({ services }: { services: readonly { service: string; selfNs: number }[] }) {
  const serviceToken = useServiceTokens();
  const total = services.reduce((sum, { selfNs }) => sum + selfNs, 0);
  if (total === 0) return null;
  const share = (selfNs: number) => percent(selfNs / total);
  const rest = services.length - NAMED;
  return (
    <section className={styles.times} aria-label="Self time by service">
      <p className={styles.title}>Self time by service</p>
      <div className={styles.bar} aria-hidden="true">
        {services.map(({ service, selfNs }) => (
          <i key={service} title={`${service} ${shownNs(selfNs)}`} style={{ flexGrow: selfNs, background: `var(${serviceToken(service)})` }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {services.slice(0, NAMED).map(({ service, selfNs }) => (
          <li key={service} title={shownNs(selfNs)}>
            <i style={{ background: `var(${serviceToken(service)})` }} aria-hidden="true" />
            {service} <span>{share(selfNs)}</span>
          </li>
        ))}
        {rest > 0 && <li title={services.slice(NAMED).map(({ service, selfNs }) => `${service} ${share(selfNs)}`).join('\n')}>+ {rest} more</li>}
      </ul>
    </section>
  );
}
