import { IconChartAreaLine, IconChartBar, IconChartLine, IconGridDots, IconTable } from '@tabler/icons-react';
import { formatValue, thousands } from '@/core/format';
import { writeDuration } from '@/core/promql/step';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import type { QueryRun } from '../api';
import type { MetricsSearch, useMetricsSearch } from '../search';
import { DisplayOptions } from './DisplayOptions';
import bar from '@/ui/Explorer/ResultBar.module.css';
import styles from './ResultBar.module.css';

type Answered = { data: { result: readonly unknown[] }; milliseconds: number };

type Props = {
  search: MetricsSearch;
  patch: ReturnType<typeof useMetricsSearch>['patch'];
  runs: readonly QueryRun<Answered>[];
  /** The distance of points, once it is known; absent where there are none. */
  step: number | undefined;
  minStep: number;
};

const VIEWS = [
  { value: undefined, label: 'Graph', icon: IconChartLine, hint: 'Values over time' },
  { value: 'table', label: 'Table', icon: IconTable, hint: 'The newest values' },
  { value: 'heatmap', label: 'Heatmap', icon: IconGridDots, hint: 'The buckets of histograms over time' },
] as const;

const KINDS = [
  { value: undefined, label: 'Lines', icon: IconChartLine },
  { value: 'area', label: 'Stacked', icon: IconChartAreaLine },
  { value: 'bars', label: 'Bars', icon: IconChartBar },
] as const;

/** What was found, what finding it took, and how it is shown. */
export function ResultBar({ search, patch, runs, step, minStep }: Props) {
  const answered = runs.flatMap(({ data, error }) => (data && !error ? [data] : []));
  const series = answered.reduce((sum, { data }) => sum + data.result.length, 0);
  const slowest = answered.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
  return (
    <div className={bar.bar} data-fetching={runs.some(({ fetching }) => fetching) || undefined}>
      <ControlGroup label="How the answer is shown">
        {VIEWS.map(({ value, label, icon: Icon, hint }) => (
          <Control key={label} className={bar.choice} active={search.view === value} aria-pressed={search.view === value} title={hint} onClick={() => patch({ view: value })}>
            <Icon size={14} aria-hidden="true" className={styles.icon} />
            {label}
          </Control>
        ))}
      </ControlGroup>
      <p className={`${bar.counts} ${styles.counts}`} role="status">
        {answered.length > 0 && (
          <>
            <b>{`${thousands(series)} series`}</b>
            <span className={`${bar.stats} ${styles.stats}`} title="As long as the slowest query took, with the way there and back">
              in {formatValue(slowest, 'ms')}
            </span>
            {step !== undefined && search.view !== 'table' && (
              <span className={`${bar.stats} ${styles.stats}`} title={`Fits the width of the page; at least ${writeDuration(minStep)}`}>
                a point every {writeDuration(step)}
              </span>
            )}
          </>
        )}
      </p>
      {search.view === undefined && (
        <ControlGroup label="Kind of graph">
          {KINDS.map(({ value, label, icon: Icon }) => (
            <Control key={label} className={bar.choice} active={search.kind === value} aria-pressed={search.kind === value} title={label} onClick={() => patch({ kind: value }, true)}>
              <Icon size={14} aria-hidden="true" />
              <span className={styles.word}>{label}</span>
            </Control>
          ))}
        </ControlGroup>
      )}
      <DisplayOptions search={search} patch={patch} minStep={minStep} />
    </div>
  );
}
