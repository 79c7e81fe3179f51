import { useCallback, useMemo, useState } from 'react';
import type { Dashboard, DashboardView } from '../model/dashboard';

type State = {
  past: readonly Dashboard[];
  /** Undefined while nothing has been changed. */
  present: Dashboard | undefined;
  future: readonly Dashboard[];
  /** The version the changes began from. */
  base: number;
  /** The word of the last change. */
  joined: string | undefined;
};

/** How many changes can be taken back. */
const MOST_UNDOS = 100;
const NOTHING: State = { past: [], present: undefined, future: [], base: 0, joined: undefined };

/** The dashboard with changes that are not saved. Each can be taken back and made again. */
export function useDraft({ dashboard: saved, version }: Pick<DashboardView, 'dashboard' | 'version'>) {
  const [state, setState] = useState<State>(NOTHING);

  const change = useCallback(
    (next: (dashboard: Dashboard) => Dashboard, joined?: string) =>
      setState((now) => {
        const before = now.present ?? saved;
        const changed = next(before);
        if (changed === before) return now;
        const together = joined !== undefined && joined === now.joined && now.present !== undefined;
        return { past: together ? now.past : [...now.past, before].slice(-MOST_UNDOS), present: changed, future: [], base: now.present ? now.base : version, joined };
      }),
    [saved, version],
  );
  const undo = useCallback(
    () =>
      setState((now) => {
        const before = now.past.at(-1);
        if (!before || !now.present) return now;
        return { ...now, past: now.past.slice(0, -1), present: now.past.length === 1 ? undefined : before, future: [now.present, ...now.future], joined: undefined };
      }),
    [],
  );
  const redo = useCallback(
    () =>
      setState((now) => {
        const [next, ...future] = now.future;
        if (!next) return now;
        return { past: [...now.past, now.present ?? saved], present: next, future, base: now.present ? now.base : version, joined: undefined };
      }),
    [saved, version],
  );
  const discard = useCallback(() => setState(NOTHING), []);
  /** The changes shall be saved over this version, whoever made it. */
  const rebase = useCallback((base: number) => setState((now) => ({ ...now, base })), []);

  return useMemo(
    () => ({
      dashboard: state.present ?? saved,
      dirty: state.present !== undefined,
      base: state.present ? state.base : version,
      change,
      undo: state.past.length > 0 ? undo : undefined,
      redo: state.future.length > 0 ? redo : undefined,
      discard,
      rebase,
    }),
    [state, saved, version, change, undo, redo, discard, rebase],
  );
}

export type Draft = ReturnType<typeof useDraft>;
