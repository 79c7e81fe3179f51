import { useMemo } from 'react';
import { IconTrash } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toastError } from '@/ui/toast';
import { useStatusPageActions, useSubscribers, type Subscriber } from '../api/statusPages';

/** Who is told of posts. */
export function Subscribers({ slug }: { slug: string }) {
  const found = useSubscribers(slug);
  const { unsubscribe } = useStatusPageActions();
  const columns = useMemo((): readonly Column<Subscriber>[] => [
    { id: 'address', header: 'Who', cell: ({ address }) => <span title={address}>{address}</span> },
    { id: 'since', header: 'Since', cell: ({ confirmed_at }) => (confirmed_at === null ? 'not confirmed' : <Timestamp at={confirmed_at} mode="relative" />), width: '110px' },
    {
      id: 'off', header: 'Off', width: '56px', align: 'right',
      cell: ({ id, address }) => (
        <Control quiet aria-label={`Take ${address} off`} onClick={() => void unsubscribe(slug, id).catch((error: unknown) => toastError('Not taken off', error))}>
          <IconTrash size={14} />
        </Control>
      ),
    },
  ], [slug, unsubscribe]);
  return (
    <QueryBody query={found} skeleton={<TableSkeleton />} isEmpty={(rows) => rows.length === 0} empty={<Empty title="Nobody has subscribed" hint="People subscribe on the page itself, by e-mail, RSS or webhook." />}>
      {(rows) => <DataTable label="Subscribers" columns={columns} rows={rows} rowKey={({ id }) => id} leastWidth={320} />}
    </QueryBody>
  );
}
