import { useMemo } from 'react';
import { thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Panel } from '@/ui/Panel/Panel';
import { countHealth, HEALTH_WORD, HEALTHS, isAsked, type TargetRow } from '../model/targets';
import type { TargetsSearch } from '../search';
import { TargetsTable } from './TargetsTable';
import { ViewSwitch } from './ViewSwitch';
import styles from './TargetList.module.css';

export type ListProps<Row> = {
  rows: readonly Row[];
  search: TargetsSearch;
  patch: (changes: Partial<TargetsSearch>, replace?: boolean) => void;
  onOpen: (key: string) => void;
};

/** The targets, narrowed by job, state and text. */
export function TargetList({ rows, search, patch, onOpen }: ListProps<TargetRow>) {
  const shown = useMemo(() => rows.filter((row) => isAsked(row, search)), [rows, search.pool, search.state, search.q]);
  const counts = useMemo(() => countHealth(rows.filter((row) => isAsked(row, { ...search, state: undefined }))), [rows, search.pool, search.q]);
  return (
    <Panel
      title="Targets"
      note={shown.length === rows.length ? thousands(rows.length) : `${thousands(shown.length)} of ${thousands(rows.length)}`}
      actions={<ViewSwitch view={search.view} onChange={(view) => patch({ view, open: undefined })} />}
    >
      <div className={styles.filters} role="search" aria-label="Filter targets">
        <FilterField label="Filter by text" placeholder="Address, label or error" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
        <ControlGroup label="State">
          <Control active={!search.state} aria-pressed={!search.state} onClick={() => patch({ state: undefined })}>
            All
          </Control>
          {HEALTHS.map((health) => (
            <Control key={health} active={search.state === health} aria-pressed={search.state === health} onClick={() => patch({ state: search.state === health ? undefined : health })}>
              {HEALTH_WORD[health]} {thousands(counts[health])}
            </Control>
          ))}
        </ControlGroup>
        {(search.pool || search.q || search.state) && <Control onClick={() => patch({ pool: undefined, q: undefined, state: undefined })}>{search.pool ? `Clear: job ${search.pool}` : 'Clear'}</Control>}
      </div>
      {shown.length > 0 ? (
        <TargetsTable rows={shown} open={search.open} onOpen={onOpen} />
      ) : rows.length > 0 ? (
        <Empty title="No target matches" hint="Clear the filter, or look for less: the text is looked for in addresses, labels and errors." />
      ) : (
        <Empty title="No job has targets" hint="Service discovery found none, or relabelling dropped them all: “Discovery” shows which." />
      )}
    </Panel>
  );
}
