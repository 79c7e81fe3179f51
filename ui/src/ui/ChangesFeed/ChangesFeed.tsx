import { Link } from '@tanstack/react-router';
import { IconListSearch } from '@tabler/icons-react';
import { logsAt } from '@/core/links';
import { toSeconds } from '@/core/time';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { markOf, type Change } from './kinds';
import styles from './ChangesFeed.module.css';

const SHAPE = { deployment: '▲', config: '◆', incident: '●' } as const;

/** What changed, newest first, each with the records around it. */
export function ChangesFeed({ label, changes }: { label: string; changes: readonly Change[] }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {changes.map(({ id, time, kind, service, environment, title }) => (
        <li key={id} className={styles.item}>
          <span className={styles.shape} data-tone={kind === 'incident' ? 'error' : 'maintenance'} aria-hidden="true">
            {SHAPE[markOf(kind)]}
          </span>
          <span className={styles.title} title={title}>
            {title}
          </span>
          <span className={styles.when}>
            {environment && <span className={styles.environment}>{environment}</span>}
            <Timestamp at={time} mode="relative" />
          </span>
          <Link {...logsAt(toSeconds(time), service || undefined)} className={styles.logs} aria-label={`Log records around: ${title}`} title="Log records around it">
            <IconListSearch size={14} stroke={1.7} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
