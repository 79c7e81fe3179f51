import { Link } from '@tanstack/react-router';
import { thousands } from '@/core/format';
import { serviceLink, targetsLink } from '@/core/links';
import { Group } from '@/ui/Group/Group';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import type { Metric } from '../api';
import { SENDER_WORD } from '../model/words';
import styles from './Senders.module.css';

type Sender = Metric['senders'][number];

/** Who sends the metric: services, jobs and instances with most of its series. */
export function Senders({ metric: { senders, sender_counts: counts } }: { metric: Metric }) {
  return (
    <Group title="Sent by" note={counts.map(({ label, values }) => `${thousands(values)} ${SENDER_WORD[label]}${values === 1 ? '' : 's'}`).join(' · ') || 'nobody says'}>
      <ul className={styles.list} aria-label="Sent by">
        {senders.map((sender) => (
          <li key={`${sender.label} ${sender.value}`} className={styles.item}>
            <span className={styles.label}>{SENDER_WORD[sender.label]}</span>
            <span className={styles.value}>
              <Who {...sender} />
            </span>
            <span className={styles.series}>{thousands(sender.series)}</span>
          </li>
        ))}
      </ul>
    </Group>
  );
}

function Who({ label, value }: Sender) {
  if (label === 'service_name') return <Link {...serviceLink(value)} className={styles.link}><ServiceName name={value} /></Link>;
  return label === 'job' ? <Link {...targetsLink(value)} className={styles.link}>{value}</Link> : value;
}
