import { useState, type FormEvent } from 'react';
import { Button, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { describeError } from '@/api/problem';
import { dashboardLink } from '@/core/links';
import { Notice } from '@/ui/Notice/Notice';
import { toast } from '@/ui/toast';
import { useDashboardChanges } from '../data/api';
import type { DashboardView } from '../model/dashboard';
import { copyUid, uidOf } from '../model/uid';
import { useDocument } from '../view/BoardContext';
import type { Draft } from './useDraft';
import styles from './Dialog.module.css';

type Props = { view: DashboardView; draft?: Draft; onClose: () => void; onSaved?: () => void };

/** Stores what is in view, with its changes, under another title. */
export function SaveCopy({ view, draft, onClose }: Props) {
  const dashboard = useDocument();
  const { create } = useDashboardChanges();
  const navigate = useNavigate();
  const [title, setTitle] = useState(`${dashboard.title} (copy)`);
  const [folder, setFolder] = useState(view.origin === 'shipped' ? '' : view.folder);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setWorking(true);
    setError(null);
    try {
      const uid = copyUid(uidOf(title));
      await create({ dashboard: { ...dashboard, uid, title: title.trim(), requires: [] }, folder, message: `Copied from ${view.dashboard.title}` });
      draft?.discard();
      toast({ title: 'Saved as a copy' });
      onClose();
      void navigate({ ...dashboardLink(uid), ignoreBlocker: true });
    } catch (refused) {
      setError(refused);
      setWorking(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title="Save a copy" size={440} centered transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        {error !== null && <Notice tone="error" text={describeError(error).detail ?? describeError(error).title} />}
        <TextInput label="Title" required value={title} maxLength={500} onChange={(event) => setTitle(event.currentTarget.value)} data-autofocus />
        <TextInput label="Folder" placeholder="Top level" value={folder} maxLength={200} onChange={(event) => setFolder(event.currentTarget.value)} />
        <div className={styles.actions}>
          <Button variant="default" size="xs" onClick={onClose}>Cancel</Button>
          <Button type="submit" size="xs" loading={working} disabled={title.trim() === ''}>Save</Button>
        </div>
      </form>
    </Modal>
  );
}
