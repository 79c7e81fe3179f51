import { useSearch } from '@tanstack/react-router';
import type { Time } from '@/api/services';
import { formatValue } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useResults } from '../api/results';
import type { ResultView } from '../api/types';
import { reasonWords, stateSeverity, stateWord } from '../model/state';
import { readMonitorSearch, type MonitorSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';

const COLUMNS: readonly Column<ResultView>[] = [
  { id: 'at', header: 'At', cell: ({ at }) => <Timestamp at={at} />, sortBy: ({ at }) => at, width: '172px' },
  { id: 'outcome', header: 'Outcome', cell: ({ outcome }) => <StatusBadge severity={stateSeverity(outcome)}>{stateWord(outcome)}</StatusBadge>, sortBy: ({ outcome }) => outcome, width: '112px' },
  { id: 'seconds', header: 'Took', cell: ({ seconds }) => formatValue(seconds, 's'), sortBy: ({ seconds }) => seconds, align: 'right', width: '90px' },
  { id: 'vantage', header: 'From', cell: ({ vantage }) => (vantage === 'here' ? 'this server' : vantage), sortBy: ({ vantage }) => vantage, width: '120px' },
  { id: 'why', header: 'What was seen', cell: ({ message, reason }) => <span title={message}>{message || reasonWords(reason)}</span> },
];

/** Single checks of the range, newest first; each opens with what it left. */
export function Results({ time, id }: { time: Time; id: string }) {
  const { failed, at } = readMonitorSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<MonitorSearch>();
  const results = useResults(time, id, failed ? 'down' : undefined);
  return (
    <Panel
      title="Checks"
      note={results.data?.more ? `the newest ${results.data.results.length} of this time range` : undefined}
      actions={
        <ControlGroup label="Which checks">
          <Control active={!failed} aria-pressed={!failed} onClick={() => patch({ failed: undefined })}>All</Control>
          <Control active={Boolean(failed)} aria-pressed={Boolean(failed)} onClick={() => patch({ failed: '1' })}>Failed</Control>
        </ControlGroup>
      }
    >
      <QueryBody
        query={results}
        skeleton={<TableSkeleton rows={6} />}
        isEmpty={(data) => data.results.length === 0}
        empty={<Empty title={failed ? 'No check failed in this time range' : 'No checks in this time range'} hint="Widen the time range, or check now." />}
      >
        {(data) => <DataTable label="Checks" columns={COLUMNS} rows={data.results} rowKey={(result) => `${result.at} ${result.vantage}`} onRow={(result) => patch({ at: result.at })} selected={data.results.find((result) => result.at === at)?.at} leastWidth={620} />}
      </QueryBody>
    </Panel>
  );
}
