import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { dashboardLink } from '@/core/links';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toast, toastError } from '@/ui/toast';
import { useDashboardChanges, useVersions } from '../data/api';
import type { DashboardView } from '../model/dashboard';
import { copyUid } from '../model/uid';
import type { Draft } from './useDraft';
import styles from './Dialog.module.css';

type Props = { view: DashboardView; base: number; draft: Draft; message: string; working: boolean; onOverwrite: () => void; onTakeTheirs: () => void; onClose: () => void };

/** Two people changed one dashboard: who, when, and what can be done. Nothing is lost either way: every save is a version. */
export function Conflict({ view, base, draft, message, working, onOverwrite, onTakeTheirs, onClose }: Props) {
  const { data: versions } = useVersions(view.dashboard.uid, true);
  const { create } = useDashboardChanges();
  const navigate = useNavigate();
  const theirs = versions?.filter(({ version }) => version > base) ?? [];
  const asCopy = async () => {
    try {
      const uid = copyUid(view.dashboard.uid);
      await create({ dashboard: { ...draft.dashboard, uid, title: `${draft.dashboard.title} (copy)` }, folder: view.folder, message });
      draft.discard();
      onClose();
      toast({ title: 'Saved as a copy' });
      void navigate({ ...dashboardLink(uid), ignoreBlocker: true });
    } catch (error) {
      toastError('Not saved', error);
    }
  };
  return (
    <>
      <ul className={styles.versions}>
        {theirs.map(({ version, saved_by: by, saved_at: at, message: said }) => (
          <li key={version}>
            <b>Version {version}</b> by {by || 'somebody'}, <Timestamp at={at} mode="relative" />
            {said && <>: “{said}”</>}
          </li>
        ))}
      </ul>
      <p className={styles.text}>Your changes began from version {base}. Saving yours makes them the newest version; the other stays in the history.</p>
      <div className={styles.actions}>
        <Button variant="default" size="xs" onClick={() => { draft.discard(); onTakeTheirs(); }}>Take theirs</Button>
        <Button variant="default" size="xs" onClick={() => void asCopy()}>Save mine as a copy</Button>
        <Button size="xs" loading={working} onClick={onOverwrite}>Save mine over it</Button>
      </div>
    </>
  );
}
