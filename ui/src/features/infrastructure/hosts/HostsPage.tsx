import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconLayoutGrid, IconList } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import { hostLink } from '@/core/links';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { NotCollected } from '../panels/NotCollected';
import { View } from '@/ui/View/View';
import { useSearchPatch } from '@/core/useSearchPatch';
import { matching, trouble } from './model/hosts';
import { HostGrid } from './parts/HostGrid';
import { HostsTable } from './parts/HostsTable';
import { readHostsSearch, readSort, writeSort, type HostsSearch } from './search';
import { SETUP } from './setup';
import { useHosts, type HostWithHistory } from './useHosts';
import styles from './HostsPage.module.css';

/** All hosts: what each is doing, what is wrong with it, and which went silent. */
export function HostsPage() {
  const hosts = useHosts();
  const search = readHostsSearch(useSearch({ strict: false }));
  return (
    <View>
      <QueryBody
        query={hosts}
        skeleton={<Panel title="Hosts"><TableSkeleton rows={8} /></Panel>}
        isEmpty={(found) => found.length === 0}
        empty={<NotCollected what="host" setup={SETUP} />}
      >
        {(found) => <Found hosts={found} search={search} now={hosts.now} />}
      </QueryBody>
    </View>
  );
}

function Found({ hosts, search, now }: { hosts: readonly HostWithHistory[]; search: HostsSearch; now: number }) {
  const patch = useSearchPatch<HostsSearch>();
  const navigate = useNavigate();
  const open = ({ instance }: HostWithHistory) => void navigate(hostLink(instance));
  const named = hosts.filter((host) => matching(host, search.q ?? ''));
  const shown = named.filter((host) => (search.state === 'silent' ? host.silent : search.state === 'trouble' ? trouble(host) > 0 : true));
  const troubled = hosts.filter((host) => trouble(host) > 0).length;
  const silent = hosts.filter((host) => host.silent).length;
  const state = (value: HostsSearch['state'], label: string) => (
    <Control active={search.state === value} aria-pressed={search.state === value} onClick={() => patch({ state: value })}>
      {label}
    </Control>
  );
  return (
    <Panel
      title="Hosts"
      note={shown.length === hosts.length ? undefined : `${thousands(shown.length)} of ${thousands(hosts.length)}`}
      actions={
        <ControlGroup label="View">
          <Control active={!search.view} aria-pressed={!search.view} aria-label="As a list" title="As a list" onClick={() => patch({ view: undefined })}>
            <IconList size={14} />
          </Control>
          <Control active={search.view === 'grid'} aria-pressed={search.view === 'grid'} aria-label="As a grid" title="As a grid" onClick={() => patch({ view: 'grid' })}>
            <IconLayoutGrid size={14} />
          </Control>
        </ControlGroup>
      }
      className={styles.panel}
    >
      <div className={styles.bar} role="search" aria-label="Filter hosts">
        <FilterField label="Filter by name" placeholder="Instance, host name or job" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
        <ControlGroup label="State">
          {state(undefined, `All ${thousands(hosts.length)}`)}
          {state('trouble', `In trouble ${thousands(troubled)}`)}
          {state('silent', `Silent ${thousands(silent)}`)}
        </ControlGroup>
      </div>
      {shown.length === 0 ? (
        <Empty title={search.q ? 'No host matches' : search.state === 'silent' ? 'No host is silent' : 'No host is in trouble'} hint="“All” shows the others." />
      ) : search.view === 'grid' ? (
        <HostGrid hosts={shown} now={now} />
      ) : (
        <HostsTable hosts={shown} now={now} sort={readSort(search.sort)} onSort={(sort) => patch({ sort: writeSort(sort) }, true)} onOpen={open} />
      )}
    </Panel>
  );
}
