import { useMemo } from 'react';
import { useSearch } from '@tanstack/react-router';
import { formatValue, MISSING } from '@/core/format';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { Empty } from '@/ui/Empty/Empty';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { View } from '@/ui/View/View';
import { useSearchPatch } from '@/core/useSearchPatch';
import { useCapacity, type CapacityAnswer } from './api';
import { keyOf, nameOf, verdictOf } from './model/words';
import { GrowthField } from './parts/GrowthField';
import { ResourcesTable } from './parts/ResourcesTable';
import { DEFAULT_GROWTH, DEFAULT_PAST, PASTS, readCapacitySearch, type CapacitySearch } from './search';
import styles from './CapacityPage.module.css';

const LOAD_WORDS: Record<CapacityAnswer['load']['state'], string> = {
  ok: '',
  steady_load: 'The load hardly varies: what more of it would take can’t be learnt from it.',
  too_little_history: 'There is too little history yet: leave it running for a day, or look further back.',
  no_load: 'No load was measured: it is taken from the requests services answer, as their traces tell. Trends of resources are told where there is history enough.',
};

/** What if: how full each resource would be with more load, and when it is full, learnt from how it went so far. */
export function CapacityPage() {
  const search = readCapacitySearch(useSearch({ strict: false }));
  const patch = useSearchPatch<CapacitySearch>();
  const growth = Number(search.growth ?? DEFAULT_GROWTH) / 100;
  const past = search.past ?? DEFAULT_PAST;
  const found = useCapacity(growth, past);
  return (
    <View>
      <div className={styles.bar}>
        <GrowthField percent={Math.round(growth * 100)} onChange={(percent) => patch({ growth: percent === DEFAULT_GROWTH ? undefined : String(percent) }, true)} />
        <ControlGroup label="Learn from the last">
          {PASTS.map((each) => (
            <Control key={each} active={each === past} aria-pressed={each === past} onClick={() => patch({ past: each === DEFAULT_PAST ? undefined : each })}>
              {each}
            </Control>
          ))}
        </ControlGroup>
      </div>
      <QueryBody
        query={found}
        skeleton={<Panel title="Resources"><TableSkeleton rows={8} /></Panel>}
        notices={({ problems }) => problems}
        isEmpty={({ resources }) => resources.length === 0}
        empty={<Panel title="Resources"><Empty title="No resource was measured" hint="Hosts, containers and databases appear here as soon as their limits are collected." /></Panel>}
      >
        {(answer) => <Answer answer={answer} search={search} />}
      </QueryBody>
    </View>
  );
}

function Answer({ answer, search }: { answer: CapacityAnswer; search: CapacitySearch }) {
  const patch = useSearchPatch<CapacitySearch>();
  const { load, resources, threshold, growth, more, horizon } = answer;
  const typed = (search.q ?? '').trim().toLowerCase();
  const shown = useMemo(() => resources.filter((resource) => `${resource.title} ${nameOf(resource)}`.toLowerCase().includes(typed)), [resources, typed]);
  return (
    <>
      <p className={styles.verdict}>{verdictOf(resources, threshold, growth)}.</p>
      {LOAD_WORDS[load.state] && <Notice tone="info" text={LOAD_WORDS[load.state]} />}
      <Panel
        title="Resources"
        note={`load in busy times ${load.busy === null ? MISSING : formatValue(load.busy, '/s')}${load.busy_grown === null ? '' : `, then ${formatValue(load.busy_grown, '/s')}`} · dates up to ${horizon.slice(0, 10)}${more > 0 ? ` · ${more} more` : ''}`}
        actions={<FilterField label="Filter resources" placeholder="Resource or host" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />}
      >
        <ResourcesTable resources={shown} threshold={threshold} keyOf={keyOf} />
      </Panel>
    </>
  );
}
