import { Link, useParams } from '@tanstack/react-router';
import { incidentsLink, monitorLink } from '@/core/links';
import { usePageTitle } from '@/core/pageTitle';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { useIncident, useIncidentStream, type IncidentDetail } from './api';
import { IncidentHead } from './parts/IncidentHead';
import { IncidentTimeline } from './parts/IncidentTimeline';
import { NoteForm } from './parts/NoteForm';
import { monitorSeverity } from './words';
import styles from './IncidentPage.module.css';

/** One incident: how it stands, what happened in it, and what it touches. */
export function IncidentPage() {
  return useCan('incidents:read') ? <Incident /> : <Empty title="Incidents are not open to your role" hint="They need the permission incidents:read." />;
}

function Incident() {
  const { incident: id } = useParams({ from: '/incidents/$incident' });
  const incident = useIncident(id);
  const number = incident.data?.number;
  usePageTitle(number === undefined ? 'Incident' : `#${number}`, { label: 'Incidents', link: incidentsLink() });
  useIncidentStream();
  return (
    <div className={styles.page}>
      <QueryBody query={incident} skeleton={<><Skeleton height={56} /><Skeleton height={320} /></>}>
        {(data) => <Shown incident={data} />}
      </QueryBody>
    </div>
  );
}

function Shown({ incident }: { incident: IncidentDetail }) {
  const canWrite = useCan('incidents:write');
  const { id, state, events, monitors } = incident;
  return (
    <>
      <IncidentHead incident={incident} canWrite={canWrite} />
      <div className={styles.halves}>
        <Panel title="Timeline" note={`${events.length} ${events.length === 1 ? 'event' : 'events'}`}>
          <IncidentTimeline events={events} />
          {canWrite && state !== 'resolved' && <NoteForm id={id} />}
        </Panel>
        <Panel title="Monitors" note="that fail in it">
          <ul className={styles.monitors} aria-label="Monitors">
            {monitors.map((monitor) => (
              <li key={monitor.id}>
                <Link {...monitorLink(monitor.id)} className={styles.monitor}>
                  <StatusBadge severity={monitorSeverity(monitor.state)}>{monitor.state}</StatusBadge>
                  <span>{monitor.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </>
  );
}
