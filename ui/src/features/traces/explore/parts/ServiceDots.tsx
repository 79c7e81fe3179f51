import type { TokenOf } from '@/core/serviceSlots';
import styles from './ServiceDots.module.css';

const SHOWN = 6;

/** The services a trace goes through, as dots of their colours. */
export function ServiceDots({ services, tokenOf }: { services: readonly string[]; tokenOf: TokenOf }) {
  const names = services.join(', ');
  return (
    <span className={styles.dots} role="img" aria-label={`Services: ${names}`} title={names}>
      {services.slice(0, SHOWN).map((service) => (
        <i key={service} className={styles.dot} style={{ background: `var(${tokenOf(service)})` }} />
      ))}
      {services.length > SHOWN && <span className={styles.more}>+{services.length - SHOWN}</span>}
    </span>
  );
}
