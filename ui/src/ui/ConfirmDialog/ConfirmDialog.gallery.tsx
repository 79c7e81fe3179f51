import { useState } from 'react';
import { Control } from '@/ui/Control/Control';
import { ConfirmDialog } from './ConfirmDialog';

function Sample() {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Control onClick={() => setOpened(true)}>Delete a user …</Control>
      <ConfirmDialog
        opened={opened}
        title="Delete Alice?"
        confirm="Delete"
        typed="alice@example.com"
        reason="Why"
        onConfirm={() => Promise.resolve()}
        onClose={() => setOpened(false)}
      >
        <p>Her sessions end at once. What she did stays in the audit trail.</p>
      </ConfirmDialog>
    </>
  );
}

export const gallery = { title: 'Confirm dialog', group: 'Feedback' as const, render: () => <Sample /> };
