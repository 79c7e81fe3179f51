import { useCallback, useMemo, useRef, useState } from 'react';
import { useSearch } from '@tanstack/react-router';
import { useCan } from '@/core/permissions';
import { usePageDefaults } from '@/core/pageDefaults';
import { REFRESH_MS } from '@/core/refreshRates';
import { DEFAULT_RANGE, resolveTime } from '@/core/time';
import { useTimeRange } from '@/core/useTimeRange';
import { useMarks } from '../data/useMarks';
import { useVariables } from '../data/useVariables';
import { DraftGuard } from '../edit/DraftGuard';
import { EditBar } from '../edit/EditBar';
import { EditPanel } from '../edit/EditPanel';
import { SideViews } from '../edit/SideViews';
import { useDraft } from '../edit/useDraft';
import { readWanted } from '../model/choices';
import type { Dashboard, DashboardView } from '../model/dashboard';
import type { Scope } from '../model/interpolation';
import { shownSections } from '../model/repeat';
import { useDashboardSearch } from '../search';
import { BoardBar } from './BoardBar';
import { BoardContext, DocumentContext, type Board as Shared } from './BoardContext';
import { FullPanel } from './FullPanel';
import { KioskBar } from './KioskBar';
import { Sections } from './Sections';
import { useBoardKeys } from './useBoardKeys';
import styles from './Board.module.css';

const NO_SCOPE: Scope = {};

/** A dashboard with everything around it. The URL says what is chosen and what is open; changes live in a draft until they are saved. */
export function Board({ view }: { view: DashboardView }) {
  const draft = useDraft(view);
  const { dashboard } = draft;
  const ready = usePageDefaults(defaultsOf(dashboard));
  const time = useTimeRange();
  const { search, patch } = useDashboardSearch();
  const everything = useSearch({ strict: false });
  const choices = JSON.stringify(readWanted(everything));
  const wanted = useMemo(() => JSON.parse(choices) as ReturnType<typeof readWanted>, [choices]);
  const { resolved, scope } = useVariables(dashboard.variables, wanted, time);
  const off = useMemo(() => new Set(search.marks?.split(',') ?? []), [search.marks]);
  const marks = useMarks(dashboard.annotations, off, scope, time);
  const mayEdit = useCan('dashboards:write');
  const editing = mayEdit && search.edit === '1';
  const pointed = useRef<string | null>(null);
  const [saving, setSaving] = useState(false);
  const sections = useMemo(() => shownSections(dashboard, scope ?? NO_SCOPE, editing), [dashboard, scope, editing]);
  const { change } = draft;
  const asked = ready ? scope : undefined;
  const newest = useRef(dashboard);
  newest.current = dashboard;
  const read = useCallback(() => newest.current, []);
  const { variables } = dashboard;
  const board = useMemo((): Shared => ({ variables, read, scope: asked, time, marks, mayEdit, editing, patch, change, pointed }), [variables, read, asked, time, marks, mayEdit, editing, patch, change]);
  useBoardKeys({ board, draft, full: search.panel !== undefined, onSave: useCallback(() => setSaving(true), []) });

  const panels = sections.flatMap((section) => section.panels);
  const one = search.panel === undefined ? undefined : panels.find(({ key, panel }) => key === search.panel || String(panel.id) === search.panel);
  const editor = editing && one !== undefined;
  return (
    <DocumentContext value={dashboard}>
      <BoardContext value={board}>
        <div className={styles.page} data-kiosk={search.kiosk}>
          {search.kiosk && <KioskBar title={dashboard.title} />}
          <BoardBar view={view} resolved={resolved} off={off} bare={search.kiosk !== undefined} />
          {(editing || draft.dirty) && <EditBar view={view} draft={draft} saving={saving} onSaving={setSaving} />}
          <div className={styles.below}>
            <div className={styles.content}>
              {editor ? <EditPanel shown={one} onBack={() => patch({ panel: undefined })} /> : one ? <FullPanel shown={one} /> : <Sections sections={sections} missing={search.panel !== undefined && scope !== undefined} />}
            </div>
            <SideViews view={view} draft={draft} resolved={resolved} />
          </div>
        </div>
        <DraftGuard dirty={draft.dirty} />
      </BoardContext>
    </DocumentContext>
  );
}

/** The document's own range and rate, as far as they can be understood. */
function defaultsOf({ start, end, refresh }: Dashboard) {
  const now = Date.now() / 1000;
  const [from, to] = [resolveTime(start, now), resolveTime(end, now)];
  const usable = from !== undefined && to !== undefined && from < to;
  return { range: usable ? { from: start, to: end } : DEFAULT_RANGE, refresh: refresh in REFRESH_MS ? refresh : refresh === '' ? 'off' : '1m' };
}
