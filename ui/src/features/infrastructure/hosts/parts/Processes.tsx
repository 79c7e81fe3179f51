import { useMemo, useState } from 'react';
import { useSearch } from '@tanstack/react-router';
import { IconX } from '@tabler/icons-react';
import { formatValue, MISSING, thousands } from '@/core/format';
import { describeRange, formatDateTime } from '@/core/time';
import { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import type { Of } from '../../panels/model/fill';
import { useFigures } from '../../panels/useFigures';
import { useSearchPatch } from '@/core/useSearchPatch';
import { processesOf, type Process } from '../model/processes';
import { PROCESSES, PROCESSES_AT } from '../model/queries';
import { readHostSearch, type HostSearch } from '../search';
import styles from './Processes.module.css';

const COLUMNS: readonly Column<Process>[] = [
  { id: 'name', header: 'Processes called', cell: ({ name }) => <span className={styles.name} title={name}>{name}</span>, sortBy: ({ name }) => name, fixed: true },
  { id: 'cpu', header: 'CPU', cell: ({ cpu }) => <span title="of one core">{formatValue(cpu, 'ratio')}</span>, sortBy: ({ cpu }) => cpu, align: 'right', width: '100px' },
  { id: 'memory', header: 'Memory', cell: ({ memory }) => formatValue(memory, 'bytes'), sortBy: ({ memory }) => memory, align: 'right', width: '110px' },
  { id: 'peak', header: 'Most', cell: ({ peak }) => formatValue(peak, 'bytes'), sortBy: ({ peak }) => peak, align: 'right', width: '110px' },
  { id: 'grown', header: 'Grown by', cell: ({ grown }) => (grown === undefined ? MISSING : `${grown > 0 ? '+' : ''}${formatValue(grown, 'bytes')}`), sortBy: ({ grown }) => grown, align: 'right', width: '120px' },
  { id: 'count', header: 'Processes', cell: ({ count }) => (count === undefined ? MISSING : thousands(count)), sortBy: ({ count }) => count, align: 'right', width: '104px' },
  { id: 'threads', header: 'Threads', cell: ({ threads }) => (threads === undefined ? MISSING : thousands(threads)), sortBy: ({ threads }) => threads, align: 'right', width: '96px' },
  { id: 'faults', header: 'Page faults', cell: ({ faults }) => <span title="major ones: the page had to come from a disk">{formatValue(faults, '/s')}</span>, sortBy: ({ faults }) => faults, align: 'right', width: '112px' },
];

/** As many as are read at a glance. */
const FIRST = 12;

/** Who used the processor and the memory: over the time range, or around one moment that was clicked in a chart. */
export function Processes({ of }: { of: Of }) {
  const time = useTimeRange();
  const { at, by } = readHostSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<HostSearch>();
  const moment = at === undefined ? undefined : Number(at);
  const found = useFigures(moment === undefined ? PROCESSES : PROCESSES_AT, of, { at: moment });
  const query = useMemo(() => ({ data: found.data && processesOf(found.data), error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  const when = moment === undefined ? `on average, ${describeRange(time.range, time.zone).toLowerCase()}` : `at ${formatDateTime(moment, time.zone)}`;
  return (
    <Panel
      title="Processes"
      note={when}
      actions={
        <>
          {moment !== undefined && (
            <Control onClick={() => patch({ at: undefined })} aria-label="Show the whole time range">
              <IconX size={13} />
              Whole range
            </Control>
          )}
          <ControlGroup label="Largest first by">
            <Control active={by !== 'memory'} aria-pressed={by !== 'memory'} onClick={() => patch({ by: undefined }, true)}>
              CPU
            </Control>
            <Control active={by === 'memory'} aria-pressed={by === 'memory'} onClick={() => patch({ by: 'memory' }, true)}>
              Memory
            </Control>
          </ControlGroup>
        </>
      }
    >
      <QueryBody
        query={query}
        skeleton={<TableSkeleton rows={8} />}
        isEmpty={(rows) => rows.length === 0}
        empty={<Empty title="No processes were measured" hint="Sardonyx’s own collector tells them of its host; elsewhere the process exporter does (namedprocess_namegroup_…)." />}
      >
        {(rows) => <Rows key={by ?? 'cpu'} rows={rows} by={by ?? 'cpu'} />}
      </QueryBody>
    </Panel>
  );
}

function Rows({ rows, by }: { rows: readonly Process[]; by: 'cpu' | 'memory' }) {
  const [all, setAll] = useState(false);
  const largest = useMemo(() => rows.toSorted((a, b) => (b[by] ?? 0) - (a[by] ?? 0)), [rows, by]);
  return (
    <>
      <DataTable label="Processes" columns={COLUMNS} rows={all ? largest : largest.slice(0, FIRST)} rowKey={({ name }) => name} sort={{ id: by, descending: true }} leastWidth={900} />
      {rows.length > FIRST && (
        <div className={styles.more}>
          <Control quiet onClick={() => setAll(!all)}>
            {all ? `Only the ${FIRST} largest` : `All ${thousands(rows.length)}`}
          </Control>
        </div>
      )}
    </>
  );
}
