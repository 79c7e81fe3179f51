import { Link } from '@tanstack/react-router';
import { targetsLink } from '@/core/links';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { one } from '../../panels/model/values';
import { useFigures } from '../../panels/useFigures';
import type { Server } from '../model/servers';
import styles from './NotAnswering.module.css';

/** The server is not measured now: it does not answer its collector, or nothing comes any more. Figures below are of before. */
export function NotAnswering({ label, server: { instance, job, up }, series }: { label: string; server: Server; series: string }) {
  const last = useFigures({ last: `max(max_over_time(timestamp(${series})[1d:1m]))` }, { instance, job }, { enabled: up === undefined, slow: true });
  const since = last.data && one(last.data, 'last');
  return (
    <p className={styles.line} role="status">
      {up === false ? (
        <StatusBadge severity="critical">{label} does not answer</StatusBadge>
      ) : (
        <StatusBadge severity="unknown">
          No data{since ? <> since <Timestamp at={since} mode="relative" /></> : ' now'}
        </StatusBadge>
      )}
      <span className={styles.hint}>
        Why is on the page <Link {...targetsLink(job)} className={styles.link}>Targets</Link>; the charts show what was measured before.
      </span>
    </p>
  );
}
