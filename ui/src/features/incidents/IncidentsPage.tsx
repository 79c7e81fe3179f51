import { useMemo } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { incidentLink } from '@/core/links';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useIncidents, useIncidentStream } from './api';
import { IncidentList } from './parts/IncidentList';
import { readIncidentsSearch, type IncidentsSearch } from './search';
import styles from './IncidentsPage.module.css';

const VIEWS: readonly { value: IncidentsSearch['state']; label: string }[] = [
  { value: undefined, label: 'Going on' },
  { value: 'open', label: 'Open' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'all', label: 'All' },
];

/** What people have to handle, and what they handled. */
export function IncidentsPage() {
  return useCan('incidents:read') ? <Incidents /> : <Empty title="Incidents are not open to your role" hint="They need the permission incidents:read." />;
}

function Incidents() {
  const search = readIncidentsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  useIncidentStream();
  const { state, service } = search;
  const found = useIncidents({ service, state: state === 'all' ? undefined : (state ?? 'unresolved') });
  const incidents = useMemo(() => found.data?.pages.flatMap((page) => page.incidents), [found.data]);
  return (
    <div className={styles.page}>
      <Panel
        title="Incidents"
        note={incidents && `${incidents.length}${found.hasNextPage ? ' and more' : ''}`}
        actions={
          <ControlGroup label="State">
            {VIEWS.map(({ value, label }) => (
              <Control key={label} active={state === value} aria-pressed={state === value} onClick={() => void navigate({ to: '.', search: (previous) => ({ ...previous, state: value }) })}>
                {label}
              </Control>
            ))}
          </ControlGroup>
        }
        className={styles.panel}
      >
        <QueryBody
          query={{ data: incidents, error: found.error, refetch: found.refetch }}
          skeleton={<TableSkeleton rows={6} />}
          isEmpty={(rows) => rows.length === 0}
          empty={<Empty title={state === undefined ? 'Nothing is going on' : 'No such incident'} hint="A monitor that goes down opens an incident; what fails with it joins it." />}
        >
          {(rows) => (
            <>
              <IncidentList incidents={rows} onOpen={(id) => void navigate(incidentLink(id))} />
              {found.hasNextPage && (
                <div className={styles.more}>
                  <Control disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                    Older ones
                  </Control>
                </div>
              )}
            </>
          )}
        </QueryBody>
      </Panel>
    </div>
  );
}
