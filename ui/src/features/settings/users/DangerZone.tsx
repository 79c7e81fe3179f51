import { useState } from 'react';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Control } from '@/ui/Control/Control';
import { Group } from '@/ui/Group/Group';
import { toast, toastError } from '@/ui/toast';
import { changeUser, deleteUser, type User } from './api';
import styles from './DangerZone.module.css';

/** Disabling, which can be taken back, and deleting, which can't. Nobody does either to himself. */
export function DangerZone({ user, isSelf, onDeleted }: { user: User; isSelf: boolean; onDeleted: () => void }) {
  const [asking, setAsking] = useState<'disable' | 'delete'>();
  if (isSelf) return null;
  const enable = async () => {
    try {
      await changeUser(user.id, { disabled: false });
      toast({ title: `${user.name} may sign in again` });
    } catch (error) {
      toastError(`${user.name} stays disabled`, error);
    }
  };
  return (
    <Group title="Leave">
      <div className={styles.actions}>
        {user.disabled ? <Control onClick={() => void enable()}>Enable</Control> : <Control onClick={() => setAsking('disable')}>Disable …</Control>}
        <Control className={styles.danger} onClick={() => setAsking('delete')}>
          Delete …
        </Control>
      </div>
      <ConfirmDialog
        opened={asking === 'disable'}
        title={`Disable ${user.name}?`}
        confirm="Disable"
        onConfirm={async () => {
          await changeUser(user.id, { disabled: true });
          toast({ title: `${user.name} is disabled` });
        }}
        onClose={() => setAsking(undefined)}
      >
        <p>All sessions end now, and signing in is refused until the account is enabled again.</p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'delete'}
        title={`Delete ${user.name}?`}
        confirm="Delete"
        typed={user.email}
        reason="Why (kept in the audit trail)"
        onConfirm={async (reason) => {
          await deleteUser(user.id, reason);
          toast({ title: `${user.name} is deleted` });
          onDeleted();
        }}
        onClose={() => setAsking(undefined)}
      >
        <p>All sessions end now and the account is gone. What was done with it stays in the audit trail.</p>
      </ConfirmDialog>
    </Group>
  );
}
