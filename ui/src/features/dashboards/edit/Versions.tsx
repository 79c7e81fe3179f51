import { useState } from 'react';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toast, toastError } from '@/ui/toast';
import { useAtVersion, useDashboardChanges, useVersions } from '../data/api';
import type { DashboardView } from '../model/dashboard';
import { difference } from '../model/difference';
import { useBoard } from '../view/BoardContext';
import type { Draft } from './useDraft';
import styles from './Versions.module.css';

/** Every save, newest first, with what it differs in from what is in view; each can be made the newest again. */
export function Versions({ view, draft }: { view: DashboardView; draft: Draft }) {
  const { mayEdit } = useBoard();
  const { uid } = view.dashboard;
  const found = useVersions(uid, view.origin === 'stored');
  const { restore } = useDashboardChanges();
  const [open, setOpen] = useState<number>();
  const [working, setWorking] = useState(false);
  if (view.origin !== 'stored') return <Empty title="No versions here" hint="Files have their history where they are kept; shipped dashboards change with releases." />;
  const back = async (version: number) => {
    setWorking(true);
    try {
      const { version: made } = await restore({ uid, version, base: view.version });
      draft.discard();
      toast({ title: `Version ${version} is restored`, detail: `It is version ${made} now.` });
    } catch (error) {
      toastError('Not restored', error);
    } finally {
      setWorking(false);
    }
  };
  return (
    <QueryBody query={found} skeleton={<TableSkeleton rows={6} />}>
      {(versions) => (
        <ol className={styles.list} aria-label="Versions">
          {versions.map(({ version, saved_at: at, saved_by: by, message }) => (
            <li key={version} className={styles.item}>
              <div className={styles.line}>
                <b>Version {version}</b>
                {version === view.version && <span className={styles.now}>in force</span>}
                <span className={styles.when}>{by || 'somebody'}, <Timestamp at={at} mode="relative" /></span>
              </div>
              {message && <p className={styles.message}>{message}</p>}
              {version !== view.version && (
                <div className={styles.actions}>
                  <Control quiet aria-expanded={open === version} onClick={() => setOpen(open === version ? undefined : version)}>What differs</Control>
                  {mayEdit && <Control quiet disabled={working || draft.dirty} title={draft.dirty ? 'Save or discard your changes first' : undefined} onClick={() => void back(version)}>Restore</Control>}
                </div>
              )}
              {open === version && <Difference view={view} version={version} />}
            </li>
          ))}
        </ol>
      )}
    </QueryBody>
  );
}

function Difference({ view, version }: { view: DashboardView; version: number }) {
  const found = useAtVersion(view.dashboard.uid, version);
  return (
    <QueryBody query={found} skeleton={<TableSkeleton rows={2} />}>
      {(then) => {
        const lines = difference(then, view.dashboard);
        return (
          <ul className={styles.difference}>
            {lines.length === 0 && <li>Nothing</li>}
            {lines.map((line) => <li key={line}>{line}</li>)}
          </ul>
        );
      }}
    </QueryBody>
  );
}
