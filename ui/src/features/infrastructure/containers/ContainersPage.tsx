import { useMemo } from 'react';
import { useSearch } from '@tanstack/react-router';
import { formatValue, thousands } from '@/core/format';
import { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { NotCollected } from '../panels/NotCollected';
import { useFigures } from '../panels/useFigures';
import { View } from '@/ui/View/View';
import { useSearchPatch } from '@/core/useSearchPatch';
import { containersOf, groupsOf, matching, type Container } from './model/containers';
import { ContainerDrawer } from './parts/ContainerDrawer';
import { ContainersTable } from './parts/ContainersTable';
import { CONTAINERS } from './queries';
import { readContainersSearch, type ContainersSearch } from './search';
import { SETUP } from './setup';
import styles from './ContainersPage.module.css';

const ALL = {};

/** All containers by Compose project: what they use of what they may, which ended, and why. */
export function ContainersPage() {
  const search = readContainersSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<ContainersSearch>();
  const found = useFigures(CONTAINERS, ALL);
  const now = useTimeRange().resolve().end;
  const query = useMemo(() => ({ data: found.data && containersOf(found.data), error: found.error, refetch: found.refetch }), [found.data, found.error, found.refetch]);
  const open = query.data?.find(({ name }) => name === search.open);
  return (
    <View drawer={open && <ContainerDrawer key={open.key} container={open} now={now} onClose={() => patch({ open: undefined })} />}>
      <QueryBody
        query={query}
        skeleton={<Panel title="Containers"><TableSkeleton rows={8} /></Panel>}
        isEmpty={(containers) => containers.length === 0}
        empty={<NotCollected what="container" setup={SETUP} />}
      >
        {(containers) => <Found containers={containers} search={search} now={now} />}
      </QueryBody>
    </View>
  );
}

const IN_STATE: Record<NonNullable<ContainersSearch['state']>, (container: Container) => boolean> = {
  running: ({ running }) => running,
  ended: ({ running }) => !running,
  trouble: ({ verdicts }) => verdicts.length > 0,
};

function Found({ containers, search, now }: { containers: readonly Container[]; search: ContainersSearch; now: number }) {
  const patch = useSearchPatch<ContainersSearch>();
  const shown = containers.filter((container) => matching(container, search.q ?? '') && (!search.state || IN_STATE[search.state](container)));
  const groups = useMemo(() => groupsOf(shown), [shown]);
  const state = (value: ContainersSearch['state'], label: string) => (
    <Control active={search.state === value} aria-pressed={search.state === value} onClick={() => patch({ state: value })}>
      {label} {thousands(value ? containers.filter(IN_STATE[value]).length : containers.length)}
    </Control>
  );
  return (
    <>
      <div className={styles.bar} role="search" aria-label="Filter containers">
        <FilterField label="Filter by name" placeholder="Name, image, project or service" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
        <ControlGroup label="State">
          {state(undefined, 'All')}
          {state('running', 'Running')}
          {state('ended', 'Ended')}
          {state('trouble', 'In trouble')}
        </ControlGroup>
      </div>
      {groups.length === 0 && (
        <Panel title="Containers">
          <Empty title="No container matches" hint="“All” and an empty filter show the others." />
        </Panel>
      )}
      {groups.map(({ key, label, containers: own, cpu, memory }) => (
        <Panel key={key} title={label} note={`${thousands(own.length)} ${own.length === 1 ? 'container' : 'containers'} · ${formatValue(cpu, 'short')} cores · ${formatValue(memory, 'bytes')}`}>
          <ContainersTable label={label} containers={own} now={now} open={search.open} onOpen={(name) => patch({ open: name })} />
        </Panel>
      ))}
    </>
  );
}
