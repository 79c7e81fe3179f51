import { useRef, type KeyboardEvent } from 'react';
import { Link } from '@tanstack/react-router';
import { useKeys } from '@/core/keys';
import { incidentLink } from '@/core/links';
import { useNow } from '@/core/timeNow';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { Incident } from '../api';
import { lasted, standing } from '../words';
import styles from './IncidentList.module.css';

const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Incidents as links, the newest first: `j` and `k` walk them, Enter opens. */
export function IncidentList({ incidents, onOpen }: { incidents: readonly Incident[]; onOpen: (id: string) => void }) {
  const list = useRef<HTMLUListElement>(null);
  const now = useNow();
  const step = (by: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a[data-incident]') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at === -1 ? 0 : Math.max(0, Math.min(at + by, links.length - 1))]?.focus();
  };
  useKeys([
    { keys: 'j', label: 'Next incident: Enter opens it', run: () => step(1) },
    { keys: 'k', label: 'Previous incident', run: () => step(-1) },
  ]);
  const onKeyDown = (event: KeyboardEvent<HTMLAnchorElement>, id: string) => {
    const by = STEPS[event.key];
    if (by !== undefined) step(by);
    else if (event.key === 'Enter') onOpen(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul ref={list} className={styles.list} aria-label="Incidents">
      {incidents.map((incident) => {
        const { id, number, title, cause, service, monitors, opened_at, acknowledged_by } = incident;
        const { severity, word } = standing(incident);
        return (
          <li key={id}>
            <Link {...incidentLink(id)} className={styles.item} data-incident="" onKeyDown={(event) => onKeyDown(event, id)}>
              <span className={styles.state}>
                <StatusBadge severity={severity}>{word}</StatusBadge>
              </span>
              <span className={styles.words}>
                <span className={styles.title}>
                  <span className={styles.number}>#{number}</span> {title}
                </span>
                {cause && <span className={styles.cause}>{cause}</span>}
              </span>
              <span className={styles.service}>{service && <ServiceName name={service} />}</span>
              <span className={styles.fact}>{monitors.length === 1 ? '1 monitor' : `${monitors.length} monitors`}</span>
              <span className={styles.fact}>{acknowledged_by ?? ''}</span>
              <span className={styles.when}>
                <Timestamp at={opened_at} mode="relative" />
                <span>{lasted(incident, now)}</span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
