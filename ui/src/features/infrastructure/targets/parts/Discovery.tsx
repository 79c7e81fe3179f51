import { useMemo } from 'react';
import { thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import type { Pool } from '../api';
import { isDiscovered, isFound, type Discovered } from '../model/discovered';
import { DiscoveryTable } from './DiscoveryTable';
import type { ListProps } from './TargetList';
import { ViewSwitch } from './ViewSwitch';
import styles from './TargetList.module.css';

/** What service discovery found, and what relabelling made of it. */
export function Discovery({ pools, rows, search, patch, onOpen }: ListProps<Discovered> & { pools: readonly Pool[] }) {
  const shown = useMemo(() => rows.filter((row) => isFound(row, search)), [rows, search.pool, search.q]);
  const asked = pools.filter((pool) => isDiscovered(pool) && (!search.pool || pool.name === search.pool));
  const total = (count: (pool: Pool) => number) => asked.reduce((sum, pool) => sum + count(pool), 0);
  return (
    <Panel
      title="Service discovery"
      note={search.q ? `${thousands(shown.length)} match` : `${thousands(total(({ active }) => active.length))} targets, ${thousands(total(({ dropped_total }) => dropped_total))} dropped`}
      actions={<ViewSwitch view={search.view} onChange={(view) => patch({ view, open: undefined })} />}
    >
      <div className={styles.filters} role="search" aria-label="Filter what was discovered">
        <FilterField label="Filter by text" placeholder="Label before or after" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
        {(search.pool || search.q) && <Control onClick={() => patch({ pool: undefined, q: undefined })}>{search.pool ? `Clear: job ${search.pool}` : 'Clear'}</Control>}
      </div>
      {asked.flatMap(({ name, problems }) => problems.map((problem) => <Notice key={`${name} ${problem}`} tone="warning" text={`${name}: ${problem}`} />))}
      {asked.map(({ name, dropped, dropped_total }) =>
        dropped_total > dropped.length ? <p key={name} className={styles.said}>{`${name}: ${thousands(dropped_total)} were dropped, ${thousands(dropped.length)} of them are listed.`}</p> : null,
      )}
      {shown.length > 0 ? (
        <DiscoveryTable rows={shown} open={search.open} onOpen={onOpen} />
      ) : (
        <Empty title={rows.length > 0 ? 'Nothing found matches' : 'Discovery found nothing'} hint={rows.length > 0 ? 'Clear the filter, or look for less.' : 'Look at the problems of the jobs above, and at the file the jobs come from.'} />
      )}
    </Panel>
  );
}
