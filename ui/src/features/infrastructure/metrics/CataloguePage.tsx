import { useMemo } from 'react';
import { Link, useSearch } from '@tanstack/react-router';
import { thousands } from '@/core/format';
import { sendDataLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { View } from '@/ui/View/View';
import { useSearchPatch } from '@/core/useSearchPatch';
import { MOST_LISTED, useCatalogue } from './api';
import { sendersOf } from './model/words';
import { CatalogueFilters } from './parts/CatalogueFilters';
import { MetricDrawer } from './parts/MetricDrawer';
import { MetricsTable } from './parts/MetricsTable';
import { UnusedNotice } from './parts/UnusedNotice';
import { readCatalogueSearch, readSort, writeSort, type CatalogueSearch } from './search';
import styles from './CataloguePage.module.css';

const UNUSED_DAYS = 30;

/** Every metric there is: what it means, how much of it there is, who sends it and whether anybody looks at it. */
export function CataloguePage() {
  const search = readCatalogueSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<CatalogueSearch>();
  const sort = readSort(search.sort);
  const found = useCatalogue(search, sort.id === 'name' && !sort.descending);
  const metrics = useMemo(() => found.data?.pages.flatMap((page) => page.metrics), [found.data]);
  const sources = useMemo(() => sendersOf(metrics ?? []), [metrics]);
  const total = found.data?.pages.at(-1)?.total ?? 0;
  const narrowed = Boolean(search.q || search.type || search.source || search.unused);
  const cut = metrics !== undefined && total > metrics.length && !found.hasNextPage;
  return (
    <View drawer={search.metric && <MetricDrawer key={search.metric} name={search.metric} onClose={() => patch({ metric: undefined })} />}>
      <UnusedNotice listed={search.unused === '1'} onList={() => patch({ unused: '1' })} />
      <Panel title="Metrics" note={metrics && note(metrics.length, total)} className={styles.panel}>
        <CatalogueFilters search={search} sources={sources} unusedDays={found.data?.pages[0]?.unused_days ?? UNUSED_DAYS} onChange={patch} />
        <QueryBody
          query={{ ...found, data: metrics }}
          skeleton={<TableSkeleton rows={12} />}
          isEmpty={(listed) => listed.length === 0}
          empty={<Nothing narrowed={narrowed} unused={search.unused === '1'} />}
        >
          {(listed) => (
            <>
              {cut && <Notice tone="info" text={`The ${thousands(MOST_LISTED)} with the most series are listed: search for less to see others`} />}
              <MetricsTable metrics={listed} open={search.metric} onOpen={(metric) => patch({ metric })} sort={sort} onSort={(next) => patch({ sort: writeSort(next) })} />
            </>
          )}
        </QueryBody>
      </Panel>
    </View>
  );
}

const note = (listed: number, total: number): string => (listed < total ? `${thousands(listed)} of ${thousands(total)}` : thousands(total));

function Nothing({ narrowed, unused }: { narrowed: boolean; unused: boolean }) {
  if (unused) return <Empty title="No such metric is unused" hint="Every metric that matches was named by a query, rule, dashboard or alert." />;
  if (narrowed) return <Empty title="No metric matches" hint="Every word must occur in the name or the help. Clear the filter, or widen the time range." />;
  return (
    <Empty
      title="No metric arrived in this time range"
      hint={<><Link {...sendDataLink()} className={styles.link}>Send your data</Link>, scrape what you have under “Targets”, or widen the time range.</>}
    />
  );
}
