import { useCallback, useMemo, useState } from 'react';
import { IconBroadcast, IconLayoutSidebar } from '@tabler/icons-react';
import { ApiError } from '@/api/problem';
import { filterState, withFilter, withoutFilter } from '@/core/search/filters';
import { useKeys } from '@/core/keys';
import { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { QueryBar } from '@/ui/QueryBar/QueryBar';
import { SavedSearches } from '@/ui/QueryBar/saved/SavedSearches';
import { useLogHistogram, useLogPages, useSearchCheck } from './api';
import { filterValue } from './model/records';
import { Facets } from './parts/Facets';
import { LevelHistogram } from './parts/LevelHistogram';
import { LiveTail } from './parts/LiveTail';
import { RecordDrawer } from './parts/RecordDrawer';
import { Results } from './parts/Results';
import { columnsOf, columnsText, toggledColumn, useLogsSearch } from './search';
import { useFilterKeys } from './useFilterKeys';
import styles from '@/ui/Explorer/Explorer.module.css';

const PLACEHOLDER = 'level:error service:checkout "gateway timeout", or just type';

/** Searching log records: everything about what is shown is in the URL. */
export function LogsPage() {
  const time = useTimeRange();
  const { search, patch } = useLogsSearch();
  const { query = '', sel, dir, view } = search;
  const live = view === 'live';
  const columns = useMemo(() => columnsOf(search.cols), [search.cols]);
  const pages = useLogPages(time, query, dir ?? 'backward', columns.length > 0, !live);
  const histogram = useLogHistogram(time, query, !live);
  const check = useSearchCheck(query, live);
  const [facetsOpen, setFacetsOpen] = useState<boolean | null>(null);

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
  const toggleLive = () => patch({ view: live ? undefined : 'live', sel: undefined });
  useFilterKeys(filter);
  useKeys([{ keys: 'l', label: live ? 'Leave the live tail' : 'Live tail', run: toggleLive }]);

  const fault = live ? (check.data?.error ?? undefined) : pages.error instanceof ApiError ? pages.error.fault : undefined;
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
          <Facets time={time} query={query} fault={fault !== undefined} onFilter={filter} />
        </aside>
        <div className={styles.main}>
          {live ? (
            <LiveTail query={fault ? undefined : query} zone={time.zone} columns={columns} wrap={search.wrap === '1'} sel={sel} onSelect={select} onColumn={toggleColumn} />
          ) : (
            <>
              <LevelHistogram time={time} histogram={histogram} fault={fault !== undefined} />
              <Results time={time} query={query} pages={pages} total={histogram.data?.total} fault={fault !== undefined} search={search} columns={columns} patch={patch} onSelect={select} onColumn={toggleColumn} />
            </>
          )}
        </div>
        {sel && <RecordDrawer id={sel} zone={time.zone} columns={columns} onFilter={filter} onColumn={toggleColumn} onSelect={select} />}
      </div>
    </div>
  );
}

/** Where the stylesheet shows the fields without being asked. */
const isWide = () => matchMedia('(min-width: 1100px)').matches;
