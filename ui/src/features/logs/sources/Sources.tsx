import { useMemo } from 'react';
import { Link } from '@tanstack/react-router';
import { thousands } from '@/core/format';
import { sendDataLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useLogSources } from './api';
import { Balance } from './Balance';
import { sourceKey, sourcesWith } from './model';
import type { SourcesSearch } from './search';
import { SourceDrawer } from './SourceDrawer';
import { SourcesTable } from './SourcesTable';
import { WaysTable } from './WaysTable';
import styles from './SourcesPage.module.css';

/** Who sent, how much, and whether anything is missing. */
export function Sources({ search, patch }: { search: SourcesSearch; patch: (changes: SourcesSearch) => void }) {
  const sources = useLogSources();
  const listed = useMemo(() => sourcesWith(sources.data?.sources ?? [], search.q ?? ''), [sources.data, search.q]);
  const open = sources.data?.sources.find((source) => sourceKey(source) === search.open);
  const all = sources.data?.sources.length ?? 0;
  return (
    <div className={styles.view}>
      <div className={styles.content}>
        <Panel title="Balance" note="every record that came, and where it went">
          <QueryBody query={sources} skeleton={<Skeleton height={56} />}>
            {({ balance }) => <Balance balance={balance} />}
          </QueryBody>
        </Panel>
        <Panel title="Sources" note={sources.data && (sources.data.sources_total > all ? `the ${thousands(all)} largest of ${thousands(sources.data.sources_total)}` : listed.length < all ? `${thousands(listed.length)} of ${thousands(all)}` : thousands(all))}>
          <div className={styles.filter}>
            <FilterField label="Filter sources" placeholder="Service, host, address or protocol" value={search.q ?? ''} onChange={(q) => patch({ q })} />
          </div>
          <QueryBody
            query={{ ...sources, data: sources.data && listed }}
            skeleton={<TableSkeleton rows={8} />}
            isEmpty={(rows) => rows.length === 0}
            empty={
              all > 0 ? (
                <Empty title="No source matches" hint="Every word must occur in the name, the service, the host or the protocol." />
              ) : (
                <Empty title="Nobody sent log records in this time range" hint={<><Link {...sendDataLink()}>Send your data</Link>, or choose a longer time range.</>} />
              )
            }
          >
            {(rows) => <SourcesTable sources={rows} open={search.open} onOpen={(key) => patch({ open: key })} />}
          </QueryBody>
        </Panel>
        {sources.data && sources.data.ways.length > 0 && (
          <Panel title="Ways in" note="what receivers counted, and what became of it">
            <WaysTable ways={sources.data.ways} />
          </Panel>
        )}
      </div>
      {open && <SourceDrawer source={open} onClose={() => patch({ open: undefined })} />}
    </div>
  );
}
