import { useMemo } from 'react';
import { useSearch } from '@tanstack/react-router';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { View } from '@/ui/View/View';
import { useSearchPatch } from '@/core/useSearchPatch';
import { useTargets, type TargetsAnswer } from './api';
import { discoveredRows } from './model/discovered';
import { isBuiltIn, jobsOf, targetRows } from './model/targets';
import { ConfigurationBar } from './parts/ConfigurationBar';
import { DiscoveredDrawer } from './parts/DiscoveredDrawer';
import { Discovery } from './parts/Discovery';
import { Failing } from './parts/Failing';
import { HowToScrape } from './parts/HowToScrape';
import { Jobs } from './parts/Jobs';
import { TargetDrawer } from './parts/TargetDrawer';
import { TargetList } from './parts/TargetList';
import { readTargetsSearch, type TargetsSearch } from './search';

const NONE: TargetsAnswer['pools'] = [];

/** What is scraped, how that goes, and what discovery found. */
export function TargetsPage() {
  const targets = useTargets();
  const search = readTargetsSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<TargetsSearch>();
  const pools = targets.data?.pools ?? NONE;
  const rows = useMemo(() => targetRows(pools), [pools]);
  const jobs = useMemo(() => jobsOf(pools), [pools]);
  const discovered = useMemo(() => discoveredRows(pools), [pools]);
  const open = (key: string) => patch({ open: key });
  const close = () => patch({ open: undefined });
  const target = search.view ? undefined : rows.find(({ key }) => key === search.open);
  const found = search.view ? discovered.find(({ key }) => key === search.open) : undefined;
  return (
    <View
      drawer={
        <>
          {target && <TargetDrawer key={target.key} target={target} onClose={close} />}
          {found && <DiscoveredDrawer key={found.key} row={found} onClose={close} />}
        </>
      }
    >
      <QueryBody
        query={targets}
        skeleton={<Panel title="Targets"><TableSkeleton rows={8} /></Panel>}>
        {({ configuration }) => (
          <>
            {configuration.path !== null && <ConfigurationBar configuration={configuration} />}
            {rows.length + jobs.length > 0 && (
              <>
                <Jobs jobs={jobs} rows={rows} chosen={search.pool} onChoose={(pool) => patch({ pool, open: undefined })} />
                {!search.view && <Failing rows={rows} jobs={jobs} onOpen={open} />}
                {search.view ? (
                  <Discovery pools={pools} rows={discovered} search={search} patch={patch} onOpen={open} />
                ) : (
                  <TargetList rows={rows} search={search} patch={patch} onOpen={open} />
                )}
              </>
            )}
            {configuration.path === null && <HowToScrape alone={!rows.some(isBuiltIn)} />}
          </>
        )}
      </QueryBody>
    </View>
  );
}
