import { MISSING, formatValue } from '@/core/format';
import { ago, formatDateTime, toSeconds, type Zone } from '@/core/time';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import type { Service } from '../api';
import { LevelBar } from './LevelBar';
import styles from './ServicesTable.module.css';

/** Shares of failing spans from which a number is worth a colour. */
const BAD_RATIO = 0.05;
const DOUBTFUL_RATIO = 0.01;

type Props = { service: Service; zone: Zone; askedAt: number };

export function ServiceRow({ service, zone, askedAt }: Props) {
  const traced = service.spans > 0;
  return (
    <tr>
      <th scope="row">
        <ServiceName name={service.name} />
      </th>
      <td className={styles.number}>{traced ? formatValue(service.spans_per_second, 'short') : MISSING}</td>
      <td className={styles.number} data-tone={toneOf(service.error_ratio)}>
        {traced ? formatValue(service.error_ratio, 'ratio') : MISSING}
      </td>
      <td className={styles.number}>{traced ? formatValue(service.p95_ms, 'ms') : MISSING}</td>
      <td>
        <LevelBar logs={service.logs} />
      </td>
      <td className={styles.version}>{service.version || MISSING}</td>
      <td className={styles.quiet}>{service.environments.filter(Boolean).join(', ') || MISSING}</td>
      <td className={styles.number}>
        <LastSeen seen={service.last_seen} zone={zone} askedAt={askedAt} />
      </td>
    </tr>
  );
}

function LastSeen({ seen, zone, askedAt }: { seen: Service['last_seen']; zone: Zone; askedAt: number }) {
  if (!seen) return MISSING;
  const seconds = toSeconds(seen);
  return (
    <span className={styles.quiet} title={formatDateTime(seconds, zone)}>
      {ago(seconds, askedAt)} ago
    </span>
  );
}

function toneOf(ratio: number | null | undefined): 'error' | 'warning' | undefined {
  if (ratio === null || ratio === undefined || ratio < DOUBTFUL_RATIO) return undefined;
  return ratio >= BAD_RATIO ? 'error' : 'warning';
}
