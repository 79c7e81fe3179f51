import { MISSING } from '@/core/format';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import type { Metric } from '../api';
import { mainSender, SENDER_WORD } from '../model/words';
import styles from './SenderName.module.css';

/** Who sends a metric: the first of them, with the dot of its colour when it is a service. */
export function SenderName({ metric }: { metric: Pick<Metric, 'senders' | 'sender_counts'> }) {
  const sender = mainSender(metric);
  if (!sender) return MISSING;
  const { label, value, others } = sender;
  return (
    <span className={styles.sender} title={`${SENDER_WORD[label]} ${value}${others > 0 ? ` and ${others} more` : ''}`}>
      {label === 'service_name' ? <ServiceName name={value} /> : <span className={styles.value}>{value}</span>}
      {others > 0 && <span className={styles.others}>+{others}</span>}
    </span>
  );
}
