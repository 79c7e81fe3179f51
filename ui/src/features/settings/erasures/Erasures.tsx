import { Button } from '@mantine/core';
import { thousands } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { SectionFrame } from '../parts/SectionFrame';
import { useOpen } from '../parts/useOpen';
import { useErasures, type Erasure } from './api';
import { ErasureDrawer } from './ErasureDrawer';
import { NewErasure } from './NewErasure';
import { kindsText, stateTone } from './words';
import styles from './Erasures.module.css';

const COLUMNS: readonly Column<Erasure>[] = [
  { id: 'state', header: 'State', width: '108px', sortBy: ({ state }) => state, cell: ({ state }) => <StatusBadge severity={stateTone(state)}>{state}</StatusBadge> },
  { id: 'what', header: 'What', width: '104px', sortBy: ({ dry_run }) => Number(dry_run), cell: ({ dry_run }) => (dry_run ? 'counted' : 'erased') },
  { id: 'person', header: 'Person', fixed: true, cell: ({ person }) => <code className={styles.person}>{person.slice(0, 12)}</code> },
  { id: 'by', header: 'Named by', cell: ({ identified_by }) => kindsText(identified_by) },
  { id: 'found', header: 'Found', width: '88px', align: 'right', sortBy: ({ found }) => found, cell: ({ found }) => thousands(found) },
  { id: 'erased', header: 'Erased', width: '88px', align: 'right', sortBy: ({ erased }) => erased, cell: ({ erased }) => thousands(erased) },
  { id: 'who', header: 'Asked by', width: '128px', sortBy: ({ requested_by }) => requested_by, cell: ({ requested_by }) => requested_by },
  { id: 'at', header: 'When', width: '96px', sortBy: ({ requested_at }) => requested_at, cell: ({ requested_at }) => <Timestamp at={requested_at} mode="relative" /> },
];

/** Taking one person out of everything that is stored, and proving it. */
export default function Erasures() {
  const erasures = useErasures();
  const { open, show, close } = useOpen();
  const shown = erasures.data?.find(({ id }) => id === open);
  return (
    <SectionFrame
      title="Erasures"
      about="What is stored of one person is counted first, then erased from all tables and the archive. The report is signed; the person is only kept as a keyed hash."
      action={
        <Button size="xs" onClick={() => show('new')}>
          Erase a person
        </Button>
      }
      drawer={open === 'new' ? <NewErasure erasures={erasures.data ?? []} onClose={close} /> : shown && <ErasureDrawer erasure={shown} onClose={close} />}
    >
      <Panel title="Erasures" note={erasures.data && thousands(erasures.data.length)}>
        <QueryBody query={erasures} skeleton={<TableSkeleton rows={3} />} isEmpty={(found) => found.length === 0} empty={<Empty title="Nobody was erased yet" hint="Counting first changes nothing." />}>
          {(found) => <DataTable label="Erasures" columns={COLUMNS} rows={found} rowKey={({ id }) => id} onRow={({ id }) => show(id)} selected={open} leastWidth={820} />}
        </QueryBody>
      </Panel>
    </SectionFrame>
  );
}
