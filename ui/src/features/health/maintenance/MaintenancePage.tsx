import { Button } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useCan } from '@/core/permissions';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useWindows, type MaintenanceWindow } from '../api/maintenance';
import { ruleWords } from '../model/recurrence';
import { View } from '@/ui/View/View';
import { readListSearch, type ListSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import { WindowDrawer } from './WindowDrawer';

const COLUMNS: readonly Column<MaintenanceWindow>[] = [
  { id: 'state', header: 'State', cell: ({ active, next }) => (active ? <StatusBadge severity="maintenance">Open now</StatusBadge> : <StatusBadge severity="unknown">{next.length > 0 ? 'Planned' : 'Over'}</StatusBadge>), width: '112px' },
  { id: 'name', header: 'Window', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name },
  { id: 'of', header: 'Of', cell: (window) => <span title={ofWords(window)}>{ofWords(window)}</span> },
  { id: 'when', header: 'How often', cell: ({ recurrence }) => ruleWords(recurrence), width: '150px' },
  { id: 'next', header: 'Next', cell: ({ next }) => (next[0] ? <Timestamp at={next[0].start} /> : '–'), sortBy: ({ next }) => next[0]?.start, width: '172px' },
];

const ofWords = ({ monitors, groups }: MaintenanceWindow): string => [...monitors, ...groups.map((group) => `group ${group}`)].join(', ') || 'all monitors';

/** Times in which failures are expected. `open=new` is the form of a new one, `new:NAME` for one monitor. */
export function MaintenancePage() {
  const windows = useWindows();
  const { open } = readListSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<ListSearch>();
  const canWrite = useCan('monitors:write');
  const isNew = open?.startsWith('new') ?? false;
  const chosen = windows.data?.find(({ id }) => id === open);
  return (
    <View
      about="While a window is open, failures are recorded and alarm nobody, and they do not count against availability."
      action={canWrite && <Button size="xs" onClick={() => patch({ open: 'new' })}>New window</Button>}
      drawer={((isNew && canWrite) || chosen) && <WindowDrawer key={open} window={chosen} monitor={isNew ? open!.slice('new:'.length) : ''} canWrite={canWrite && chosen?.source !== 'file'} onClose={() => patch({ open: undefined })} />}
    >
      <Panel title="Maintenance windows">
        <QueryBody
          query={windows}
          skeleton={<TableSkeleton rows={4} />}
          isEmpty={(rows) => rows.length === 0}
          empty={<Empty title="No window is planned" hint="Plan one before you take something down: nobody is woken, and the month’s availability stays what it is." />}
        >
          {(rows) => <DataTable label="Maintenance windows" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} onRow={({ id }) => patch({ open: id })} selected={open} leastWidth={720} />}
        </QueryBody>
      </Panel>
    </View>
  );
}
