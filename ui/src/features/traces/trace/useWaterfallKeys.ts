import { useKeys } from '@/core/keys';
import { enclosing, type Row } from '../model/rows';

type Keys = {
  enabled: boolean;
  /** The tree has the focus. */
  focused: boolean;
  rows: readonly Row[];
  cursor: string;
  /** Moves to a line; the drawer follows when it is open. */
  step: (key: string) => void;
  toggle: (key: string) => void;
  open: (key: string) => void;
  nextFailed?: () => void;
  zoomTo: (key: string) => void;
  /** Back to the whole trace, while a part of it is in view. */
  whole?: () => void;
};

/** The keys of the waterfall. */
export function useWaterfallKeys({ enabled, focused, rows, cursor, step, toggle, open, nextFailed, zoomTo, whole }: Keys): void {
  const index = rows.findIndex(({ key }) => key === cursor);
  const row = rows[index];
  const go = (target: Row | undefined) => target && step(target.key);
  const down = () => go(rows[Math.min(index + 1, rows.length - 1)]);
  const up = () => go(rows[Math.max(index - 1, 0)]);
  const right = () => (row?.expanded === false ? toggle(row.key) : row?.expanded && down());
  const left = () => (row?.expanded ? toggle(row.key) : go(enclosing(rows, index)));
  const bindings = [
    { keys: 'j', label: 'Next span, like ↓ in the tree', run: down },
    { keys: 'k', label: 'Span before, like ↑', run: up },
    { keys: 'z', label: 'Zoom to the span', run: () => row && zoomTo(row.key) },
  ];
  // Elsewhere the arrows scroll what has the focus, and Enter presses it.
  const inTree = [
    { keys: 'ArrowDown', label: 'Next span', run: down },
    { keys: 'ArrowUp', label: 'Span before', run: up },
    { keys: 'ArrowRight', label: 'Open what is inside', run: right },
    { keys: 'ArrowLeft', label: 'Close it, or go to what is around', run: left },
    { keys: 'Home', label: 'First span', run: () => go(rows[0]) },
    { keys: 'End', label: 'Last span', run: () => go(rows.at(-1)) },
    { keys: 'Enter', label: 'Open the span', run: () => row && (row.fold ? toggle(row.key) : open(row.key)) },
  ];
  useKeys(enabled ? bindings : [], 'Spans');
  useKeys(enabled && focused ? inTree : [], 'Spans');
  useKeys(enabled && nextFailed ? [{ keys: 'e', label: 'Next error', run: nextFailed }] : [], 'Spans');
  useKeys(enabled && whole ? [{ keys: 'shift+z', label: 'The whole trace', run: whole }] : [], 'Spans');
}
