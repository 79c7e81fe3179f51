import { useMemo, type ReactNode } from 'react';
import { Select } from '@mantine/core';
import { thousands } from '@/core/format';
import { isBad } from '@/core/severity';
import { Control } from '@/ui/Control/Control';
import { FilterField } from '@/ui/FilterField/FilterField';
import { StatusShape } from '@/ui/StatusBadge/StatusShape';
import type { MonitorRow, State } from '../api/types';
import { STATES, stateMeaning, stateSeverity, stateWord } from '../model/state';
import type { BoardSearch } from '../search';
import styles from './BoardBar.module.css';

type Props = {
  monitors: readonly MonitorRow[];
  groups: readonly string[];
  counts: Record<State, number>;
  search: BoardSearch;
  patch: (changes: Partial<BoardSearch>, replace?: boolean) => void;
  actions: ReactNode;
};

/** How many monitors are in which state, each a filter; and the other filters. */
export function BoardBar({ monitors, groups, counts, search, patch, actions }: Props) {
  const services = useMemo(() => [...new Set(monitors.flatMap(({ service }) => service || []))].toSorted(), [monitors]);
  const toggle = (state: State) => patch({ state: search.state === state ? undefined : state });
  return (
    <div className={styles.bar}>
      <div className={styles.counts} role="group" aria-label="States">
        {STATES.filter((state) => counts[state] > 0 || search.state === state || state === 'up').map((state) => (
          <Control key={state} quiet active={search.state === state} aria-pressed={search.state === state} title={stateMeaning(state)} onClick={() => toggle(state)} className={styles.count}>
            <StatusShape severity={stateSeverity(state)} />
            <b data-tone={isBad(stateSeverity(state)) && counts[state] > 0 ? stateSeverity(state) : undefined}>{thousands(counts[state])}</b>
            {stateWord(state)}
          </Control>
        ))}
      </div>
      <div className={styles.filters}>
        <FilterField label="Filter monitors" placeholder="Name, target, kind …" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
        {groups.length > 0 && <Choice label="Group" all="All groups" data={groups} value={search.group} onChange={(group) => patch({ group })} />}
        {services.length > 0 && <Choice label="Service" all="All services" data={services} value={search.service} onChange={(service) => patch({ service })} />}
        {actions}
      </div>
    </div>
  );
}

type ChoiceProps = { label: string; all: string; data: readonly string[]; value: string | undefined; onChange: (value: string | undefined) => void };

const Choice = ({ label, all, data, value, onChange }: ChoiceProps) => (
  <Select size="xs" className={styles.choice} aria-label={label} placeholder={all} data={[...data]} value={value ?? null} onChange={(next) => onChange(next ?? undefined)} clearable searchable clearButtonProps={{ 'aria-label': `${all} again` }} />
);
