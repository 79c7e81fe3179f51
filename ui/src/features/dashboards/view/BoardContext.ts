import { createContext, use, type RefObject } from 'react';
import type { Time } from '../data/usePanelData';
import type { Dashboard, Variable } from '../model/dashboard';
import type { Mark } from '../model/frames';
import type { Scope } from '../model/interpolation';
import type { DashboardSearch } from '../search';

/** What all panels of a dashboard share. It stays the same object while single panels are changed, so that the others need not be drawn again. */
export type Board = {
  variables: readonly Variable[];
  /** The document as it is now, for what happens later. Who draws it asks `useDocument`. */
  read: () => Dashboard;
  /** Undefined while the choices of variables are on their way. */
  scope: Scope | undefined;
  time: Time;
  marks: readonly Mark[];
  mayEdit: boolean;
  editing: boolean;
  patch: (changes: Partial<DashboardSearch>, replace?: boolean) => void;
  /** Takes a changed dashboard into the draft. Changes with the same word one after another are undone together. */
  change: (next: (dashboard: Dashboard) => Dashboard, joined?: string) => void;
  /** The key of the panel somebody points at, for keys. */
  pointed: RefObject<string | null>;
};

export const BoardContext = createContext<Board | null>(null);

/** The document with the changes of the draft. */
export const DocumentContext = createContext<Dashboard | null>(null);

export function useDocument(): Dashboard {
  const dashboard = use(DocumentContext);
  if (!dashboard) throw new Error('useDocument outside of a dashboard');
  return dashboard;
}

export function useBoard(): Board {
  const board = use(BoardContext);
  if (!board) throw new Error('useBoard outside of a dashboard');
  return board;
}
