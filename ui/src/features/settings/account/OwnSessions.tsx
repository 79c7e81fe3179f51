import { Control } from '@/ui/Control/Control';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { toast, toastError } from '@/ui/toast';
import { SessionLines } from '../parts/SessionLines';
import { endOwnSession, useOwnSessions } from './api';

async function end(id: string): Promise<void> {
  try {
    await endOwnSession(id);
    toast({ title: 'Session ended' });
  } catch (error) {
    toastError('The session goes on', error);
  }
}

/** Where one is signed in. This one ends by signing out. */
export function OwnSessions() {
  const sessions = useOwnSessions();
  return (
    <Panel title="Your sessions" note={sessions.data && `${sessions.data.items.length} running`}>
      <QueryBody query={sessions} skeleton={<TableSkeleton rows={2} />}>
        {(data) => (
          <SessionLines
            sessions={data.items}
            action={({ id, current }) =>
              !current && (
                <Control quiet onClick={() => void end(id)}>
                  End
                </Control>
              )
            }
          />
        )}
      </QueryBody>
    </Panel>
  );
}
