import { MISSING, thousands } from '@/core/format';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useFindingActions, useFindings, type Finding, type FindingState, type Findings } from './api';
import styles from './Masking.module.css';

const NEXT: Record<FindingState, readonly { state: FindingState; label: string }[]> = {
  open: [{ state: 'acknowledged', label: 'Acknowledge' }, { state: 'resolved', label: 'Resolve' }],
  acknowledged: [{ state: 'resolved', label: 'Resolve' }],
  resolved: [{ state: 'open', label: 'Open again' }],
};

/** What is stored although it should have been masked: found every night in a sample of all tables. */
export function LeakFindings() {
  const findings = useFindings();
  const mayWork = useCan('security:write');
  const { change, scan } = useFindingActions();
  const columns: readonly Column<Finding>[] = [
    { id: 'state', header: 'State', width: '124px', sortBy: ({ state }) => state, cell: ({ state }) => <StatusBadge severity={state === 'open' ? 'error' : state === 'acknowledged' ? 'info' : 'ok'}>{state}</StatusBadge> },
    { id: 'rule', header: 'What', width: '120px', sortBy: ({ rule }) => rule, cell: ({ rule }) => rule },
    { id: 'where', header: 'Where', fixed: true, sortBy: ({ table, field }) => `${table}.${field}`, cell: ({ table, field }) => <code className={styles.code}>{table}.{field}</code> },
    { id: 'service', header: 'Service', width: '136px', sortBy: ({ service }) => service, cell: ({ service }) => service || MISSING },
    { id: 'count', header: 'In the sample', width: '104px', align: 'right', sortBy: ({ count }) => count, cell: ({ count }) => thousands(count) },
    { id: 'seen', header: 'Last seen', width: '96px', sortBy: ({ last_seen }) => last_seen, cell: ({ last_seen }) => <Timestamp at={last_seen} mode="relative" /> },
    {
      id: 'act', header: '', width: '182px', align: 'right',
      cell: ({ id, state, rule, field }) =>
        mayWork && (
          <span className={styles.buttons}>
            {NEXT[state].map((next) => (
              <Control key={next.state} quiet disabled={change.isPending} aria-label={`${next.label}: ${rule} in ${field}`} onClick={() => change.mutate({ id, state: next.state })}>
                {next.label}
              </Control>
            ))}
          </span>
        ),
    },
  ];
  return (
    <Panel
      title="Leaks"
      note={findings.data && <LastScan scan={findings.data.last_scan} />}
      actions={
        mayWork && (
          <Control disabled={scan.isPending} onClick={() => scan.mutate()}>
            {scan.isPending ? 'Searching …' : 'Search now'}
          </Control>
        )
      }
    >
      {findings.data?.last_scan?.error && <Notice tone="error" text={findings.data.last_scan.error} />}
      <QueryBody
        query={findings}
        skeleton={<TableSkeleton rows={2} />}
        notices={({ last_scan }) => last_scan?.notices ?? []}
        isEmpty={(data) => data.findings.length === 0}
        empty={<Empty title={findings.data?.last_scan ? 'Nothing that should have been masked is stored' : 'Nobody has looked yet'} hint="Every night a sample of all tables is searched with the rules below." />}
      >
        {(data) => <DataTable label="Leaks" columns={columns} rows={data.findings} rowKey={({ id }) => id} rowTone={({ state }) => (state === 'resolved' ? 'off' : undefined)} leastWidth={860} />}
      </QueryBody>
    </Panel>
  );
}

const LastScan = ({ scan }: { scan: Findings['last_scan'] }) =>
  scan === null ? (
    'stored although it should have been masked'
  ) : (
    <>
      {thousands(scan.rows)} rows searched <Timestamp at={scan.finished_at ?? scan.started_at} mode="relative" />
    </>
  );
