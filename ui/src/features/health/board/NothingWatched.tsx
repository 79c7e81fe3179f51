import { Link } from '@tanstack/react-router';
import { newMonitorLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import styles from './NothingWatched.module.css';

/** How to begin. */
export function NothingWatched({ canWrite }: { canWrite: boolean }) {
  return (
    <Empty
      title="Nothing is watched yet"
      hint={
        canWrite ? (
          <>
            Begin with <Way kind="http" name="a web address" />, <Way kind="postgres" name="a PostgreSQL" />, <Way kind="tls" name="a certificate" /> or <Way kind="heartbeat" name="a job that reports by itself" />; or import monitors as YAML.
          </>
        ) : (
          'Whoever may write monitors adds them here.'
        )
      }
    />
  );
}

const Way = ({ kind, name }: { kind: string; name: string }) => (
  <Link {...newMonitorLink(kind)} className={styles.way}>
    {name}
  </Link>
);
