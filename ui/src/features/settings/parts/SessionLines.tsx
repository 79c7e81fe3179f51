import type { ReactNode } from 'react';
import type { Schemas } from '@/api/client';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { browserOf } from './browserOf';
import styles from './SessionLines.module.css';

type Session = Schemas['SessionItem'];

/** Running sessions: with what, from where, how lately. */
export function SessionLines({ sessions, action }: { sessions: readonly Session[]; action?: (session: Session) => ReactNode }) {
  if (sessions.length === 0) return <p className={styles.none}>Not signed in anywhere.</p>;
  return (
    <ul className={styles.list}>
      {sessions.map((session) => (
        <li key={session.id} className={styles.line}>
          <span className={styles.words}>
            <span className={styles.name} title={session.user_agent}>
              {browserOf(session.user_agent)}
              {session.current && <em className={styles.here}>this one</em>}
            </span>
            <span className={styles.detail}>
              {session.address} · used <Timestamp at={session.last_seen_at} mode="relative" /> · since <Timestamp at={session.created_at} />
            </span>
          </span>
          {action?.(session)}
        </li>
      ))}
    </ul>
  );
}
