import { lazy, Suspense, useCallback, useState } from 'react';
import { IconLayoutSidebar } from '@tabler/icons-react';
import { ApiError } from '@/api/problem';
import type { Region } from '@/charts/Scatter/types';
import { filterState, withFilter, withoutFilter } from '@/core/search/filters';
import { useLastGood } from '@/core/useLastGood';
import { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { QueryBar } from '@/ui/QueryBar/QueryBar';
import { AlertButton } from '@/ui/SearchRule/AlertButton';
import { useTraceList, useTracePoints } from '../api';
import { slowestOf } from './model/points';
import { withRegion } from './model/region';
import { DurationChart } from './parts/DurationChart';
import { Facets } from './parts/Facets';
import { TraceResults } from './parts/TraceResults';
import { useTracesSearch } from './search';
import styles from '@/ui/Explorer/Explorer.module.css';

const PLACEHOLDER = 'duration:>500ms status:error service:checkout, or just type';

const SearchRuleDrawer = lazy(async () => ({ default: (await import('@/ui/SearchRule/SearchRuleDrawer')).SearchRuleDrawer }));

/** Searching traces: what is shown is in the URL. */
export function TracesPage() {
  const time = useTimeRange();
  const { search, patch } = useTracesSearch();
  const { query = '', sort = 'newest', chart } = search;
  const found = useTraceList(time, query, sort);
  const points = useTracePoints(time, query);
  const drawn = useLastGood(points.data);
  const [facetsOpen, setFacetsOpen] = useState<boolean | null>(null);
  const [alerting, setAlerting] = useState(false);

  const setQuery = useCallback(
    (next: string) => {
      if (next !== query) patch({ query: next || undefined });
      else void Promise.all([found.refetch(), points.refetch()]);
    },
    [query, found.refetch, points.refetch, patch],
  );
  const filter = useCallback(
    (field: string, value: string, exclude: boolean) => {
      const again = filterState(query, field, value) === (exclude ? 'out' : 'in');
      patch({ query: (again ? withoutFilter(query, field, value) : withFilter(query, field, value, exclude)) || undefined });
    },
    [query, patch],
  );
  const showRegion = (region: Region) =>
    patch({ query: withRegion(query, region, slowestOf(drawn)), from: String(Math.floor(region.start * 1000)), to: String(Math.ceil(region.end * 1000)) });

  const fault = found.error instanceof ApiError ? found.error.fault : undefined;
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <Control aria-label="Fields" aria-pressed={facetsOpen ?? undefined} title="Show or hide the fields" onClick={() => setFacetsOpen(!(facetsOpen ?? isWide()))}>
          <IconLayoutSidebar size={15} />
        </Control>
        <QueryBar signal="traces" label="Search traces" placeholder={PLACEHOLDER} value={query} onSubmit={setQuery} error={fault} />
        <AlertButton open={alerting} onToggle={() => setAlerting(!alerting)} />
      </div>
      <div className={styles.body} data-facets={facetsOpen ?? undefined}>
        <aside className={styles.facets} aria-label="Fields">
          <Facets time={time} query={query} onFilter={filter} />
        </aside>
        <div className={styles.main}>
          <DurationChart
            points={{ ...points, data: drawn, error: fault ? null : points.error }}
            zone={time.zone}
            heatmap={chart === 'heatmap'}
            searched={query !== ''}
            onHeatmap={(heatmap) => patch({ chart: heatmap ? 'heatmap' : undefined }, true)}
            onRegion={showRegion}
          />
          <TraceResults
            time={time}
            query={query}
            found={found}
            points={points.isError ? undefined : drawn}
            fault={fault !== undefined}
            sort={sort}
            onSort={(next) => patch({ sort: next === 'newest' ? undefined : next })}
            onQuery={(next) => patch({ query: next || undefined })}
          />
        </div>
        {alerting && (
          <Suspense fallback={null}>
            <SearchRuleDrawer key={query} signal="traces" query={query} onClose={() => setAlerting(false)} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

/** Where the stylesheet shows the fields without being asked. */
const isWide = () => matchMedia('(min-width: 1100px)').matches;
