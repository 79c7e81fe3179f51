import { useState, type FormEvent } from 'react';
import { Button, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { describeError } from '@/api/problem';
import { dashboardLink } from '@/core/links';
import { Notice } from '@/ui/Notice/Notice';
import { useDashboardChanges } from '../data/api';
import { blankDashboard } from '../model/blank';
import { copyUid, uidOf } from '../model/uid';
import styles from '../edit/Dialog.module.css';

/** A new dashboard: its name, and then straight to its first panel. */
export function NewDialog({ onClose }: { onClose: () => void }) {
  const { create } = useDashboardChanges();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [folder, setFolder] = useState('');
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setWorking(true);
    setError(null);
    try {
      const { dashboard } = await create({ dashboard: blankDashboard(copyUid(uidOf(title)), title.trim()), folder, message: 'Created' });
      void navigate(dashboardLink(dashboard.uid, { edit: '1' }));
    } catch (refused) {
      setError(refused);
      setWorking(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title="New dashboard" size={440} centered transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        {error !== null && <Notice tone="error" text={describeError(error).detail ?? describeError(error).title} />}
        <TextInput label="Title" required value={title} maxLength={500} onChange={(event) => setTitle(event.currentTarget.value)} data-autofocus />
        <TextInput label="Folder" placeholder="Top level; / divides levels" value={folder} maxLength={200} onChange={(event) => setFolder(event.currentTarget.value)} />
        <div className={styles.actions}>
          <Button variant="default" size="xs" onClick={onClose}>Cancel</Button>
          <Button type="submit" size="xs" loading={working} disabled={title.trim() === ''}>Create</Button>
        </div>
      </form>
    </Modal>
  );
}
