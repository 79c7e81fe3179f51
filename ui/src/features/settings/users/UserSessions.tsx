import { useState } from 'react';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Control } from '@/ui/Control/Control';
import { Group } from '@/ui/Group/Group';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { toast } from '@/ui/toast';
import { SessionLines } from '../parts/SessionLines';
import { endSessions, useUserSessions, type User } from './api';

/** Where somebody is signed in. */
export function UserSessions({ user }: { user: User }) {
  const sessions = useUserSessions(user.id);
  const [asking, setAsking] = useState(false);
  const count = sessions.data?.items.length ?? 0;
  return (
    <Group
      title="Sessions"
      note={count > 0 ? `${count} running` : undefined}
      actions={
        count > 0 && (
          <Control quiet onClick={() => setAsking(true)}>
            End all …
          </Control>
        )
      }
    >
      <QueryBody query={sessions} skeleton={<TableSkeleton rows={1} />}>
        {(data) => <SessionLines sessions={data.items} />}
      </QueryBody>
      <ConfirmDialog
        opened={asking}
        title={`End all sessions of ${user.name}?`}
        confirm="End sessions"
        onConfirm={async () => {
          await endSessions(user.id);
          toast({ title: `${user.name} is signed out everywhere` });
        }}
        onClose={() => setAsking(false)}
      >
        <p>He can sign in again with his password.</p>
      </ConfirmDialog>
    </Group>
  );
}
