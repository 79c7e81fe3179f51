import { Button } from '@mantine/core';
import { useSession } from '@/api/useSession';
import { toSeconds } from '@/core/time';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { Scope } from '../parts/Scope';
import { SectionFrame } from '../parts/SectionFrame';
import { State } from '../parts/State';
import { useOpen } from '../parts/useOpen';
import { useUsers, type User } from './api';
import { NewUser } from './NewUser';
import { UserDrawer } from './UserDrawer';

const COLUMNS: readonly Column<User>[] = [
  { id: 'name', header: 'Name', cell: (user) => user.name, sortBy: (user) => user.name, fixed: true },
  { id: 'email', header: 'Email', cell: (user) => user.email, sortBy: (user) => user.email },
  { id: 'roles', header: 'Roles', cell: (user) => user.roles.join(', '), sortBy: (user) => user.roles.join() },
  { id: 'services', header: 'Services', cell: (user) => <Scope names={user.services} /> },
  { id: 'environments', header: 'Environments', cell: (user) => <Scope names={user.environments} /> },
  { id: 'state', header: 'State', cell: (user) => (user.disabled ? <State word="disabled" tone="unknown" /> : <State word="active" tone="ok" />), sortBy: (user) => Number(user.disabled) },
  {
    id: 'login',
    header: 'Last sign-in',
    align: 'right',
    cell: (user) => (user.last_login_at === null ? 'never' : <Timestamp at={user.last_login_at} mode="relative" />),
    sortBy: (user) => (user.last_login_at === null ? null : toSeconds(user.last_login_at)),
  },
  { id: 'created', header: 'Added', align: 'right', cell: (user) => <Timestamp at={user.created_at} mode="relative" />, sortBy: (user) => toSeconds(user.created_at), optional: true },
];

/** People who may sign in: added, changed, disabled, deleted. */
export default function Users() {
  const users = useUsers();
  const { data: session } = useSession();
  const { open, show, close } = useOpen();
  const items = users.data?.items ?? [];
  const chosen = items.find(({ id }) => id === open);
  return (
    <SectionFrame
      title="Users"
      about="People who may sign in. Roles say what they may do; services and environments say what they may see. Changes count at once, in running sessions too."
      action={
        <Button size="xs" onClick={() => show('new')}>
          New user
        </Button>
      }
      drawer={
        open === 'new' ? (
          <NewUser onClose={close} />
        ) : (
          chosen && <UserDrawer key={chosen.id} user={chosen} isSelf={session?.principal?.id === chosen.id} onClose={close} />
        )
      }
    >
      <Panel title="Users" note={items.length > 0 ? String(items.length) : undefined}>
        <QueryBody
          query={users}
          skeleton={<TableSkeleton />}
          isEmpty={(data) => data.items.length === 0}
          empty={<Empty title="No user yet" hint="The set-up link that the server printed at its start makes the first administrator." />}
        >
          {(data) => (
            <DataTable
              label="Users"
              columns={COLUMNS}
              rows={data.items}
              rowKey={(user) => user.id}
              rowTone={(user) => (user.disabled ? 'off' : undefined)}
              onRow={(user) => show(user.id)}
              selected={open}
              chooser="users"
              sort={{ id: 'name', descending: false }}
            />
          )}
        </QueryBody>
      </Panel>
    </SectionFrame>
  );
}
