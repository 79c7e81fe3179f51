import { useState, type FormEvent, type ReactNode } from 'react';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { describeError } from '@/api/problem';
import { Notice } from '@/ui/Notice/Notice';
import styles from './ConfirmDialog.module.css';

type Props = {
  opened: boolean;
  title: string;
  /** What will happen, and what will not come back. */
  children: ReactNode;
  /** The word on the button: "Revoke", never "OK". */
  confirm: string;
  tone?: 'danger' | 'plain';
  /** The object's name, to be typed before the button works. */
  typed?: string;
  /** Label of a field for the reason, which is then required. */
  reason?: string;
  onConfirm: (reason: string) => Promise<unknown>;
  onClose: () => void;
};

/** Asks before something that can't be taken back. Stays open while the server works, and says what it refused. */
export function ConfirmDialog({ opened, title, onClose, ...body }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={440} centered transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Body {...body} onClose={onClose} />
    </Modal>
  );
}

function Body({ children, confirm, tone = 'danger', typed, reason, onConfirm, onClose }: Omit<Props, 'opened' | 'title'>) {
  const [name, setName] = useState('');
  const [why, setWhy] = useState('');
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ready = (typed === undefined || name.trim() === typed) && (reason === undefined || why.trim() !== '');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    setWorking(true);
    setError(null);
    try {
      await onConfirm(why.trim());
      onClose();
    } catch (refused) {
      setError(refused);
    } finally {
      setWorking(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      {error !== null && <Notice tone="error" text={describeError(error).detail ?? describeError(error).title} />}
      <div className={styles.text}>{children}</div>
      {reason !== undefined && (
        <Textarea label={reason} size="xs" autosize minRows={2} maxRows={5} value={why} onChange={(event) => setWhy(event.currentTarget.value)} data-autofocus />
      )}
      {typed !== undefined && (
        <TextInput
          label={
            <>
              Type <code className={styles.name}>{typed}</code> to confirm
            </>
          }
          aria-label={`Type ${typed} to confirm`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus={reason === undefined || undefined}
        />
      )}
      <div className={styles.actions}>
        <Button variant="default" size="xs" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" size="xs" className={tone === 'danger' ? styles.danger : undefined} disabled={!ready} loading={working}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}
