import { Link } from '@tanstack/react-router';
import { monitorLink } from '@/core/links';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { MonitorRow } from '../api/types';
import { stateMeaning, whyOf } from '../model/state';
import styles from './Why.module.css';

/** Why a monitor is as it is, since when, and what explains it. */
export function Why({ monitor }: { monitor: Pick<MonitorRow, 'state' | 'since' | 'reason' | 'message' | 'suppressed_by'> }) {
  const { state, since, suppressed_by } = monitor;
  const why = whyOf(monitor);
  return (
    <div className={styles.why}>
      <p>
        {why || stateMeaning(state)}
        <span className={styles.since}>
          {' '}· since <Timestamp at={since} mode="relative" />
        </span>
      </p>
      {suppressed_by && (
        <p className={styles.since}>
          Explained by{' '}
          <Link {...monitorLink(suppressed_by.id)} className={styles.cause}>
            {suppressed_by.name}
          </Link>
          , which fails too: nobody is alarmed for this one.
        </p>
      )}
    </div>
  );
}
