import { useState } from 'react';
import { useCan } from '@/core/permissions';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Control } from '@/ui/Control/Control';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { toast } from '@/ui/toast';
import { useHoldActions, type LegalHold } from './tiersApi';
import { lastDay } from './words';

/** What nothing may delete, why, and who said so. */
export function Holds({ holds }: { holds: readonly LegalHold[] }) {
  const may = useCan('holds:manage');
  const { release } = useHoldActions();
  const [asking, setAsking] = useState<LegalHold>();
  const columns: readonly Column<LegalHold>[] = [
    { id: 'name', header: 'Hold', cell: ({ name }) => name, sortBy: ({ name }) => name, fixed: true, width: '160px' },
    { id: 'range', header: 'Records of', cell: ({ start, end }) => `${start.slice(0, 10)} – ${lastDay(end)}`, sortBy: ({ start }) => start, width: '184px' },
    { id: 'services', header: 'Services', cell: ({ services }) => services.join(', ') || 'all', sortBy: ({ services }) => services.join() },
    { id: 'reason', header: 'Reason', cell: ({ reason }) => <span title={reason}>{reason}</span> },
    { id: 'by', header: 'By', cell: ({ by }) => by, sortBy: ({ by }) => by, width: '128px' },
    { id: 'act', header: '', width: '124px', align: 'right', cell: (hold) => may && <Control quiet onClick={() => setAsking(hold)} aria-label={`Release ${hold.name}`}>Release …</Control> },
  ];
  return (
    <>
      <DataTable label="Legal holds" columns={columns} rows={holds} rowKey={({ id }) => id} leastWidth={760} empty={<Empty title="Nothing is held" hint="Records are deleted when their time is over. A hold keeps those of a time and of some services until it is released." />} />
      <ConfirmDialog
        opened={asking !== undefined}
        title={`Release ${asking?.name ?? ''}?`}
        confirm="Release"
        typed={asking?.name}
        onConfirm={async () => {
          if (!asking) return;
          await release.mutateAsync(asking.id);
          toast({ title: `${asking.name} is released` });
        }}
        onClose={() => setAsking(undefined)}
      >
        <p>What it held is deleted with the next retention run if its time is over.</p>
      </ConfirmDialog>
    </>
  );
}
