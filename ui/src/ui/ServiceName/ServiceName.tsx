import { useServiceTokens } from '@/core/serviceSlots';
import styles from './ServiceName.module.css';

/** A service with the dot of its colour, the same on every page. */
export function ServiceName({ name }: { name: string }) {
  const tokenOf = useServiceTokens();
  return (
    <span className={styles.service}>
      <i className={styles.dot} style={{ background: `var(${tokenOf(name)})` }} />
      <span className={styles.name}>{name}</span>
    </span>
  );
}
