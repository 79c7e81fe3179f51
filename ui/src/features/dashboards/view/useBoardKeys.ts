import { useKeys } from '@/core/keys';
import type { Draft } from '../edit/useDraft';
import type { Board } from './BoardContext';

type Keys = { board: Board; draft: Draft; full: boolean; onSave: () => void };

/** The keys of a dashboard. `v` and `e` are for the panel one points at. */
export function useBoardKeys({ board: { patch, pointed, mayEdit, editing }, draft, full, onSave }: Keys): void {
  const sourceId = () => pointed.current?.replace(/^.*\//, '').replace(/:.*$/s, '');
  useKeys(
    [
      { keys: 'v', label: 'View the panel full screen, and back', run: () => (full ? patch({ panel: undefined }) : pointed.current !== null && patch({ panel: pointed.current })) },
      ...(mayEdit
        ? [
            { keys: 'e', label: 'Edit the panel', run: () => (full ? patch({ edit: '1' }) : pointed.current === null ? patch({ edit: editing ? undefined : '1' }) : patch({ panel: sourceId(), edit: '1' })) },
            { keys: 'mod+s', label: 'Save', run: () => draft.dirty && onSave() },
            { keys: 'mod+z', label: 'Undo', run: () => draft.undo?.() },
            { keys: 'mod+shift+z', label: 'Redo', run: () => draft.redo?.() },
          ]
        : []),
      ...(full ? [{ keys: 'Escape', label: 'Back to the dashboard', run: () => patch({ panel: undefined }) }] : []),
    ],
    'Dashboard',
  );
}
