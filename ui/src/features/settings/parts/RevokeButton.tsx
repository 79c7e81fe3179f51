import { useState } from 'react';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Control } from '@/ui/Control/Control';
import { toast } from '@/ui/toast';
import styles from './RevokeButton.module.css';

type Props = { what: 'token' | 'key'; name: string; /** What stops. */ effect: string; onRevoke: () => Promise<void> };

/** Revokes for good, after asking for the name. */
export function RevokeButton({ what, name, effect, onRevoke }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <div className={styles.place}>
      <Control className={styles.danger} onClick={() => setAsking(true)}>
        Revoke …
      </Control>
      <ConfirmDialog
        opened={asking}
        title={`Revoke ${what} ${name}?`}
        confirm="Revoke"
        typed={name}
        onConfirm={async () => {
          await onRevoke();
          toast({ title: `${what === 'token' ? 'Token' : 'Key'} ${name} is revoked` });
        }}
        onClose={() => setAsking(false)}
      >
        <p>{effect} It can’t be taken back.</p>
      </ConfirmDialog>
    </div>
  );
}
