import { Link } from '@tanstack/react-router';
import { monitorLink } from '@/core/links';
import { Timeline } from '@/ui/Timeline/Timeline';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { IncidentEvent } from '../api';
import { eventKind } from '../words';
import styles from './IncidentTimeline.module.css';

/** What a check that failed has told. */
const FAILED: readonly IncidentEvent['kind'][] = ['opened', 'joined', 'reopened'];

/** What happened, in order. */
export function IncidentTimeline({ events }: { events: readonly IncidentEvent[] }) {
  return (
    <Timeline
      label="Timeline"
      entries={events.map((event, i) => {
        const { word, tone } = eventKind(event);
        const monitor = event.data.member;
        return {
          key: `${event.at} ${i}`,
          at: <Timestamp at={event.at} />,
          tone,
          kind: word,
          title: <span className={styles.text}>{event.text}{event.by && <span className={styles.by}>{event.text ? ' · ' : ''}{event.by}</span>}</span>,
          action: typeof monitor === 'string' && FAILED.includes(event.kind) && (
            <Link {...monitorLink(monitor, event.at)} className={styles.way}>
              Evidence
            </Link>
          ),
        };
      })}
    />
  );
}
