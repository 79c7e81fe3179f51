import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { IconArchive, IconBroadcast, IconLayoutSidebar, IconTransferIn } from '@tabler/icons-react';
import { ApiError } from '@/api/problem';
import { filterState, withFilter, withoutFilter } from '@/core/search/filters';
import { useKeys } from '@/core/keys';
import { logSourcesLink } from '@/core/links';
import { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { QueryBar } from '@/ui/QueryBar/QueryBar';
import { SavedSearches } from '@/ui/QueryBar/saved/SavedSearches';
import { AlertButton } from '@/ui/SearchRule/AlertButton';
import { useLogHistogram, useLogPages, useSearchCheck } from './api';
import { filterValue } from './model/records';
import { ByMenu } from './parts/ByMenu';
import { Facets } from './parts/Facets';
import { LinesSkeleton } from './parts/LinesSkeleton';
import { LiveTail } from './parts/LiveTail';
import { RecordDrawer } from './parts/RecordDrawer';
import { RecordsHistogram } from './parts/RecordsHistogram';
import { Results } from './parts/Results';
import { ShareMenu } from './parts/ShareMenu';
import { ViewBar } from './parts/ViewBar';
import { columnsOf, columnsText, movedColumn, toggledColumn, useLogsSearch, type View } from './search';
import { useFilterKeys } from './useFilterKeys';
import bar from './parts/ViewBar.module.css';
import styles from '@/ui/Explorer/Explorer.module.css';

const PLACEHOLDER = 'level:error service:checkout "gateway timeout", or just type';

/** Views that not every visit needs: each is a chunk of its own. */
const Patterns = lazy(async () => ({ default: (await import('./patterns/Patterns')).Patterns }));
const LogTable = lazy(async () => ({ default: (await import('./table/LogTable')).LogTable }));
const SearchRuleDrawer = lazy(async () => ({ default: (await import('@/ui/SearchRule/SearchRuleDrawer')).SearchRuleDrawer }));
const Comparison = lazy(async () => ({ default: (await import('./compare/Comparison')).Comparison }));

/** Searching log records: everything about what is shown is in the URL. */
export function LogsPage() {
  const time = useTimeRange();
  const { search, patch } = useLogsSearch();
  const { query = '', sel, dir, view, by = 'level' } = search;
  const live = view === 'live';
  const archive = search.archive === '1';
  const asked = useMemo(() => ({ query, archive }), [query, archive]);
  const columns = useMemo(() => columnsOf(search.cols), [search.cols]);
  const pages = useLogPages(time, asked, dir ?? 'backward', columns.length > 0, view === undefined);
  const histogram = useLogHistogram(time, asked, by, !live);
  const check = useSearchCheck(query, live);
  const [facetsOpen, setFacetsOpen] = useState<boolean | null>(null);
  const [alerting, setAlerting] = useState(false);

  const setQuery = useCallback(
    (next: string) => {
      if (next === query) void pages.refetch();
      else patch({ query: next || undefined });
    },
    [query, pages.refetch, patch],
  );
  const filter = useCallback(
    (field: string, value: string, exclude: boolean) => {
      const wanted = filterValue(field, value);
      const again = filterState(query, field, wanted) === (exclude ? 'out' : 'in');
      patch({ query: (again ? withoutFilter(query, field, wanted) : withFilter(query, field, wanted, exclude)) || undefined });
    },
    [query, patch],
  );
  const toggleColumn = useCallback((name: string) => patch({ cols: columnsText(toggledColumn(columns, name)) }, true), [columns, patch]);
  const openSaved = (saved: { query: string; columns: string[] }) => patch({ query: saved.query || undefined, cols: columnsText(saved.columns) });
  const select = useCallback((id: string | undefined) => patch({ sel: id }, sel !== undefined), [patch, sel]);
  const moveColumn = useCallback((name: string, to: number) => patch({ cols: columnsText(movedColumn(columns, name, to)) }, true), [columns, patch]);
  const show = (next: View | undefined) => patch({ view: next, sel: undefined });
  /** Another search, and the records it finds. */
  const find = useCallback((next: string) => patch({ query: next || undefined, view: undefined, sel: undefined }), [patch]);
  const toggleLive = () => patch({ view: live ? undefined : 'live', sel: undefined });
  useFilterKeys(filter);
  useKeys([{ keys: 'l', label: live ? 'Leave the live tail' : 'Live tail', run: toggleLive }]);

  const refused = view === undefined ? pages.error : histogram.error;
  const fault = live ? (check.data?.error ?? undefined) : refused instanceof ApiError ? refused.fault : undefined;
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <Control aria-label="Fields" aria-pressed={facetsOpen ?? undefined} title="Show or hide the fields" onClick={() => setFacetsOpen(!(facetsOpen ?? isWide()))}>
          <IconLayoutSidebar size={15} />
        </Control>
        <QueryBar signal="logs" label="Search log records" placeholder={PLACEHOLDER} value={query} onSubmit={setQuery} error={fault} />
        <SavedSearches signal="logs" query={query} columns={columns} onOpen={openSaved} />
        <Control active={live} aria-pressed={live} title="Follow what arrives (L)" onClick={toggleLive}>
          <IconBroadcast size={15} />
          Live
        </Control>
      </div>
      <div className={styles.body} data-facets={facetsOpen ?? undefined}>
        <aside className={styles.facets} aria-label="Fields">
          <Facets time={time} asked={asked} fault={fault !== undefined} onFilter={filter} />
        </aside>
        <div className={styles.main}>
          <ViewBar view={view} onView={show}>
            {!live && (archive || reachesBack(time.resolve().start)) && (
              <Control quiet active={archive} aria-pressed={archive} aria-label="Archive" title="Search archived days, too: slower" onClick={() => patch({ archive: archive ? undefined : '1' })}>
                <IconArchive size={14} />
                <span className={bar.word}>Archive</span>
              </Control>
            )}
            {!live && <ByMenu by={by} onBy={(field) => patch({ by: field === 'level' ? undefined : field }, true)} />}
            <Link className={bar.link} {...logSourcesLink()} aria-label="Sources" title="Who sends, and whether anything is missing">
              <IconTransferIn size={14} aria-hidden="true" />
              <span className={bar.word}>Sources</span>
            </Link>
            <AlertButton open={alerting} onToggle={() => setAlerting(!alerting)} wordClassName={bar.word} />
            <ShareMenu time={time} asked={asked} columns={columns} />
          </ViewBar>
          {live ? (
            <LiveTail query={fault ? undefined : query} zone={time.zone} columns={columns} wrap={search.wrap === '1'} sel={sel} onSelect={select} onColumn={toggleColumn} onMoveColumn={moveColumn} />
          ) : (
            <>
              <RecordsHistogram time={time} histogram={histogram} by={by} fault={fault !== undefined} />
              {view === undefined ? (
                <Results time={time} query={query} pages={pages} total={histogram.data?.total} fault={fault !== undefined} search={search} columns={columns} patch={patch} onSelect={select} onColumn={toggleColumn} onMoveColumn={moveColumn} />
              ) : (
                <Suspense fallback={<LinesSkeleton />}>
                  {view === 'patterns' && <Patterns time={time} asked={asked} fault={fault !== undefined} search={search} patch={patch} onFind={find} />}
                  {view === 'table' && <LogTable time={time} asked={asked} fault={fault !== undefined} search={search} patch={patch} onFilter={filter} />}
                  {view === 'compare' && <Comparison time={time} asked={asked} fault={fault !== undefined} search={search} patch={patch} onFilter={filter} />}
                </Suspense>
              )}
            </>
          )}
        </div>
        {alerting ? (
          <Suspense fallback={null}>
            <SearchRuleDrawer key={query} signal="logs" query={query} onClose={() => setAlerting(false)} />
          </Suspense>
        ) : (
          sel && <RecordDrawer id={sel} zone={time.zone} columns={columns} onFilter={filter} onColumn={toggleColumn} onSelect={select} onQuery={find} />
        )}
      </div>
    </div>
  );
}

const ARCHIVED_AFTER_SECONDS = 30 * 86_400;

/** Only ranges that begin so long ago can be about archived days. */
const reachesBack = (start: number): boolean => start < Date.now() / 1000 - ARCHIVED_AFTER_SECONDS;

/** Where the stylesheet shows the fields without being asked. */
const isWide = () => matchMedia('(min-width: 1100px)').matches;
