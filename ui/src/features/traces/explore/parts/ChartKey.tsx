import { thousands } from '@/core/format';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import styles from './ChartKey.module.css';

const NAMED = 6;

type Props = { services: readonly string[]; failed: number; heatmap: boolean };

/** What the colours and marks of the chart mean. */
export function ChartKey({ services, failed, heatmap }: Props) {
  return (
    <ul className={styles.key} aria-label="What the chart shows">
      {!heatmap && services.slice(0, NAMED).map((service) => (
        <li key={service} className={styles.service}>
          <ServiceName name={service} />
        </li>
      ))}
      {!heatmap && services.length > NAMED && <li>{services.length - NAMED} more</li>}
      {failed > 0 && (
        <li className={styles.failed}>
          {heatmap ? <i className={styles.foot} /> : <b aria-hidden="true">✕</b>} {thousands(failed)} failed
        </li>
      )}
    </ul>
  );
}
