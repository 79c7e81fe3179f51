import { useState, type FormEvent } from 'react';
import { Button, Modal, TextInput } from '@mantine/core';
import { ApiError, describeError } from '@/api/problem';
import { Notice } from '@/ui/Notice/Notice';
import { toast } from '@/ui/toast';
import { readDashboard, useDashboardChanges } from '../data/api';
import type { DashboardView } from '../model/dashboard';
import { Conflict } from './Conflict';
import type { Draft } from './useDraft';
import styles from './Dialog.module.css';

type Props = { view: DashboardView; draft: Draft; onClose: () => void; onSaved: () => void };

/** Saves the draft as the next version. When somebody else saved meanwhile, one decides what becomes of both. */
export function SaveDialog({ view, draft, onClose, onSaved }: Props) {
  const { save } = useDashboardChanges();
  const [message, setMessage] = useState('');
  const [folder, setFolder] = useState(view.folder);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [newer, setNewer] = useState<DashboardView | null>(null);

  const send = async (base: number) => {
    setWorking(true);
    setError(null);
    setNewer(null);
    try {
      const { version } = await save({ dashboard: draft.dashboard, base, folder, message });
      toast({ title: `Saved as version ${version}` });
      onSaved();
    } catch (refused) {
      setError(refused);
      if (refused instanceof ApiError && refused.status === 409) setNewer(await readDashboard(view.dashboard.uid).catch(() => null));
    } finally {
      setWorking(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(draft.base);
  };
  return (
    <Modal opened onClose={onClose} title={newer ? 'Somebody else saved meanwhile' : 'Save the dashboard'} size={480} centered transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={styles.form} onSubmit={submit}>
        {error !== null && newer === null && <Notice tone="error" text={describeError(error).detail ?? describeError(error).title} />}
        {newer ? (
          <Conflict view={newer} base={draft.base} draft={draft} message={message} working={working} onOverwrite={() => void send(newer.version)} onTakeTheirs={onSaved} onClose={onClose} />
        ) : (
          <>
            <TextInput label="What changed, and why" placeholder="Kept with the version" value={message} maxLength={1000} onChange={(event) => setMessage(event.currentTarget.value)} data-autofocus />
            <TextInput label="Folder" placeholder="Top level" value={folder} maxLength={200} onChange={(event) => setFolder(event.currentTarget.value)} />
            <div className={styles.actions}>
              <Button variant="default" size="xs" onClick={onClose}>Cancel</Button>
              <Button type="submit" size="xs" loading={working}>Save</Button>
            </div>
          </>
        )}
      </form>
    </Modal>
  );
}
