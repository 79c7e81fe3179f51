import { useMemo, useState } from 'react';
import { IconRefresh } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { SectionFrame } from '../parts/SectionFrame';
import { State } from '../parts/State';
import { useOpen } from '../parts/useOpen';
import { AuditFilters } from './AuditFilters';
import { EntryDrawer } from './EntryDrawer';
import { useAudit, type AuditEntry } from './api';
import { useAuditFilter } from './useAuditFilter';
import { Verification } from './Verification';
import { actionWords } from './words';

const COLUMNS: readonly Column<AuditEntry>[] = [
  { id: 'at', header: 'Time', cell: (entry) => <Timestamp at={entry.at} />, width: '160px', fixed: true },
  { id: 'actor', header: 'Who', cell: (entry) => entry.actor.name, width: '16%' },
  { id: 'action', header: 'What', cell: (entry) => actionWords(entry.action), width: '20%' },
  { id: 'object', header: 'On', cell: (entry) => entry.object },
  { id: 'outcome', header: 'Outcome', cell: (entry) => <State word={entry.outcome} tone={entry.outcome === 'success' ? 'ok' : 'warning'} />, width: '110px' },
  { id: 'address', header: 'From', cell: (entry) => entry.actor.address ?? '–', width: '130px' },
  { id: 'kind', header: 'By', cell: (entry) => entry.actor.kind, width: '90px', optional: true },
  { id: 'seq', header: 'Number', align: 'right', cell: (entry) => thousands(entry.seq), width: '80px' },
];

const READING = 'audit.read';

/** Who did what: every sensitive act, in a chain that shows when somebody changed it. */
export default function Audit() {
  const { filter, set } = useAuditFilter();
  const audit = useAudit(filter);
  const { open, show, close } = useOpen();
  const [withReadings, setWithReadings] = useState(false);
  const all = useMemo(() => audit.data?.pages.flatMap(({ items }) => items) ?? [], [audit.data]);
  const hidesReadings = !withReadings && filter.action !== READING;
  const rows = useMemo(() => (hidesReadings ? all.filter(({ action }) => action !== READING) : all), [all, hidesReadings]);
  const hidden = all.length - rows.length;
  const entry = all.find(({ seq }) => String(seq) === open);
  return (
    <SectionFrame
      title="Audit trail"
      about="Every sensitive act, newest first. Entries form a chain of hashes, signed by this host: what was changed or removed shows. Reading it is an entry, too."
      action={<Verification />}
      drawer={entry && <EntryDrawer key={entry.seq} entry={entry} entries={all} onOpen={(seq) => show(String(seq))} onFilter={set} onClose={close} />}
    >
      <AuditFilters filter={filter} entries={all} onChange={set} />
      <Panel
        title="Entries"
        note={hidden > 0 ? `${thousands(rows.length)} · ${hidden === 1 ? '1 reading' : `${thousands(hidden)} readings`} of this page hidden` : rows.length > 0 ? thousands(rows.length) : undefined}
        actions={
          <>
            <Control quiet active={withReadings} aria-pressed={withReadings} onClick={() => setWithReadings(!withReadings)}>
              Readings
            </Control>
            <Control quiet aria-label="Read again" title="Read again" onClick={() => void audit.refetch()}>
              <IconRefresh size={14} aria-hidden="true" />
            </Control>
          </>
        }
      >
        <QueryBody
          query={audit}
          skeleton={<TableSkeleton rows={8} />}
          isEmpty={() => rows.length === 0}
          empty={
            hidden > 0 ? (
              <Empty title="Only readings of this page" hint="“Readings” above shows them." />
            ) : (
              <Empty title="No entry matches" hint="Drop a filter, or look at all of time." />
            )
          }
        >
          {() => <DataTable label="Audit entries" columns={COLUMNS} rows={rows} rowKey={({ seq }) => String(seq)} onRow={({ seq }) => show(String(seq))} selected={open} chooser="audit" />}
        </QueryBody>
      </Panel>
      {audit.hasNextPage && (
        <div>
          <Control disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {audit.isFetchingNextPage ? 'Reading …' : 'Older entries'}
          </Control>
        </div>
      )}
    </SectionFrame>
  );
}
