import { formatValue, MISSING, thousands } from '@/core/format';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useArchiveActions, type ArchivedDay } from './tiersApi';
import styles from './Tiers.module.css';

/** The archived days, newest first: each can be brought back, and its files compared with their sums. */
export function Archive({ days }: { days: readonly ArchivedDay[] }) {
  const mayRestore = useCan('archive:restore');
  const { restore, verify } = useArchiveActions();
  const columns: readonly Column<ArchivedDay>[] = [
    { id: 'day', header: 'Day', cell: ({ day }) => day, sortBy: ({ day }) => day, fixed: true, width: '112px' },
    { id: 'rows', header: 'Records', cell: ({ rows }) => thousands(rows), sortBy: ({ rows }) => rows, align: 'right', width: '112px' },
    { id: 'bytes', header: 'On disk', cell: ({ compressed }) => formatValue(compressed, 'bytes'), sortBy: ({ compressed }) => compressed, align: 'right', width: '96px' },
    { id: 'files', header: 'Files', cell: ({ files }) => <span title={files.map(({ name, sha256 }) => `${name} ${sha256}`).join('\n')}>{files.length}</span>, sortBy: ({ files }) => files.length, align: 'right', width: '72px' },
    { id: 'verified', header: 'Verified', cell: ({ verified_at }) => (verified_at ? <Timestamp at={verified_at} mode="relative" /> : MISSING), sortBy: ({ verified_at }) => verified_at, width: '104px' },
    { id: 'state', header: 'State', cell: (day) => <State {...day} />, sortBy: ({ state }) => state },
    {
      id: 'act', header: '', width: '172px', align: 'right',
      cell: ({ day, state }) => (
        <span className={styles.buttons}>
          <Control quiet disabled={verify.isPending} onClick={() => verify.mutate(day)} aria-label={`Verify ${day}`}>
            Verify
          </Control>
          {mayRestore && state === 'archived' && (
            <Control quiet disabled={restore.isPending} onClick={() => restore.mutate(day)} aria-label={`Restore ${day}`}>
              Restore
            </Control>
          )}
        </span>
      ),
    },
  ];
  return <DataTable label="Archived days" columns={columns} rows={days} rowKey={({ day }) => day} sort={{ id: 'day', descending: true }} leastWidth={760} />;
}

function State({ state, restored_until, restore_error, held }: ArchivedDay) {
  if (restore_error !== null) return <span className={styles.bad}>not restored: {restore_error}</span>;
  const words = state === 'restored' && restored_until ? <>restored until {restored_until.slice(0, 10)}</> : state;
  return (
    <>
      {words}
      {held && ', held'}
    </>
  );
}
