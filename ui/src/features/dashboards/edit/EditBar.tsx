import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconSettings } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { DashboardView } from '../model/dashboard';
import { addSection } from '../model/edit';
import { useBoard, useDocument } from '../view/BoardContext';
import { AddPanel } from './AddPanel';
import { SaveCopy } from './SaveCopy';
import { SaveDialog } from './SaveDialog';
import type { Draft } from './useDraft';
import styles from './EditBar.module.css';

type Props = { view: DashboardView; draft: Draft; saving: boolean; onSaving: (saving: boolean) => void };

const WHY: Partial<Record<DashboardView['origin'], string>> = {
  shipped: 'It comes with Sardonyx: changes are saved as a copy of yours.',
  file: 'It comes from a file: changes are saved as a copy, or made in the file.',
};

/** What one does while editing: add, take back, save. */
export function EditBar({ view, draft, saving, onSaving }: Props) {
  const { patch, change } = useBoard();
  const dashboard = useDocument();
  const copy = view.origin !== 'stored';
  const leave = () => patch({ edit: undefined, panel: undefined, open: undefined });
  const saved = () => {
    onSaving(false);
    draft.discard();
    leave();
  };
  const Dialog = copy ? SaveCopy : SaveDialog;
  return (
    <div className={styles.bar} role="toolbar" aria-label="Editing">
      <span className={styles.word}>{draft.dirty ? 'Unsaved changes' : 'Editing'}</span>
      <AddPanel section={dashboard.sections.length - 1} />
      <Control onClick={() => change((now) => addSection(now, `Section ${now.sections.length + 1}`))}>Add section</Control>
      <Control onClick={() => patch({ open: 'settings' })}>
        <IconSettings size={14} />
        Settings
      </Control>
      <Control quiet aria-label="Undo" title="Undo (⌘Z)" disabled={!draft.undo} onClick={draft.undo}>
        <IconArrowBackUp size={15} />
      </Control>
      <Control quiet aria-label="Redo" title="Redo (⇧⌘Z)" disabled={!draft.redo} onClick={draft.redo}>
        <IconArrowForwardUp size={15} />
      </Control>
      <span className={styles.why}>{WHY[view.origin]}</span>
      <Control onClick={() => { draft.discard(); leave(); }}>{draft.dirty ? 'Discard' : 'Done'}</Control>
      <Button size="compact-sm" className={styles.save} disabled={!draft.dirty} onClick={() => onSaving(true)}>
        {copy ? 'Save as copy' : 'Save'}
      </Button>
      {saving && <Dialog view={view} draft={draft} onClose={() => onSaving(false)} onSaved={saved} />}
    </div>
  );
}
