import { Link } from '@tanstack/react-router';
import { hostLink } from '@/core/links';
import type { Host } from '../model/hosts';
import styles from './HostName.module.css';

/** A host by its instance, with the name it has for itself where that differs. */
export function HostName({ host: { instance, nodename, job, alsoJobs } }: { host: Host }) {
  const jobs = alsoJobs.length > 0 ? `jobs ${[job, ...alsoJobs].join(', ')}` : `job ${job}`;
  return (
    <Link {...hostLink(instance)} className={styles.name} title={`${instance}${nodename && nodename !== instance ? ` · ${nodename}` : ''}\n${jobs}`}>
      <span className={styles.instance}>{instance}</span>
      {nodename !== '' && nodename !== instance && <span className={styles.own}>{nodename}</span>}
    </Link>
  );
}
