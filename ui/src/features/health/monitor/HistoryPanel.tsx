import { useState } from 'react';
import { duration } from '@/core/format';
import { monitorLink } from '@/core/links';
import { toSeconds } from '@/core/time';
import { useNow } from '@/core/timeNow';
import { Link } from '@tanstack/react-router';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useHistory } from '../api/results';
import type { Transition } from '../api/types';
import { whyOf } from '../model/state';
import { StateBadge } from '../parts/StateBadge';
import { useSearchPatch } from '@/core/useSearchPatch';
import type { MonitorSearch } from '../search';
import { isFailing } from '../model/state';
import styles from './HistoryPanel.module.css';

const SPANS = [7, 30, 90] as const;

/** Every change of state, newest first. One that failed opens its evidence. */
export function HistoryPanel({ id }: { id: string }) {
  const [days, setDays] = useState<(typeof SPANS)[number]>(7);
  const history = useHistory(id, days);
  const now = useNow();
  const patch = useSearchPatch<MonitorSearch>();
  const columns: readonly Column<Transition>[] = [
    { id: 'at', header: 'Since', cell: ({ at }) => <Timestamp at={at} />, width: '172px' },
    { id: 'state', header: 'State', cell: ({ state }) => <StateBadge state={state} />, width: '112px' },
    { id: 'for', header: 'For', cell: ({ at, until }) => duration(Math.max(0, (until === null ? now : toSeconds(until)) - toSeconds(at)) * 1000), align: 'right', width: '84px' },
    { id: 'why', header: 'Why', cell: (transition) => <Reason transition={transition} /> },
  ];
  return (
    <Panel
      title="History"
      note={history.data && describe(history.data.availability.mttr_seconds)}
      actions={
        <ControlGroup label="How far back">
          {SPANS.map((span) => (
            <Control key={span} active={span === days} aria-pressed={span === days} onClick={() => setDays(span)}>
              {span} d
            </Control>
          ))}
        </ControlGroup>
      }
      className={styles.panel}
    >
      <QueryBody
        query={history}
        skeleton={<TableSkeleton />}
        isEmpty={({ transitions }) => transitions.length === 0}
        empty={<Empty title="No change of state" hint="The first check is still to come." />}
      >
        {({ transitions }) => (
          <DataTable
            label="History"
            columns={columns}
            rows={transitions.toReversed()}
            rowKey={({ at, state }) => `${at} ${state}`}
            onRow={({ at, state }) => isFailing(state) && patch({ at })}
            leastWidth={480}
          />
        )}
      </QueryBody>
    </Panel>
  );
}

function Reason({ transition }: { transition: Transition }) {
  const { suppressed_by } = transition;
  const why = whyOf(transition);
  return (
    <span title={why}>
      {why}
      {suppressed_by && (
        <Link {...monitorLink(suppressed_by.id)} className={styles.cause}>
          {why && ' · '}explained by {suppressed_by.name}
        </Link>
      )}
    </span>
  );
}

const describe = (mttr: number | null): string | undefined => (mttr === null ? undefined : `recovers after ${duration(mttr * 1000)} on average`);
