import { useMemo } from 'react';
import { useElementSize } from '@mantine/hooks';
import { useKeys } from '@/core/keys';
import { focusPageSearch } from '@/core/pageSearch';
import { chooseStep, DEFAULT_MIN_STEP, readDuration } from '@/core/promql/step';
import { useTimeRange } from '@/core/useTimeRange';
import { useInstantRuns, useMetadata, useRangeRuns } from './api';
import { bucketsExpression } from './model/bucketsExpression';
import { Graphs } from './parts/Graphs';
import { Heatmaps } from './parts/Heatmaps';
import { QueryRow } from './parts/QueryRow';
import { QueryTools } from './parts/QueryTools';
import { ResultBar } from './parts/ResultBar';
import { Start } from './parts/Start';
import { Tables } from './parts/Tables';
import { useMetricsSearch } from './search';
import { useQueryList } from './useQueryList';
import styles from './MetricsPage.module.css';

const NO_METADATA = {};
/** What stands beside a graph within the page. */
const PADDING_PX = 32;

/** Asking metrics in PromQL: several queries, one picture. Everything about what is shown is in the URL. */
export function MetricsPage() {
  const time = useTimeRange();
  const { search, queries, patch, setQueries } = useMetricsSearch();
  const list = useQueryList(queries, setQueries);
  const metadata = useMetadata().data ?? NO_METADATA;
  const { ref, width } = useElementSize();
  const { start, end } = time.resolve();
  const minStep = readDuration(search.step ?? '') ?? DEFAULT_MIN_STEP;
  const step = width > 0 ? chooseStep(end - start, width - PADDING_PX, minStep) : undefined;

  const table = search.view === 'table';
  const heatmap = search.view === 'heatmap';
  const asked = useMemo(() => queries.filter(({ off, expression }) => !off && expression !== ''), [queries]);
  // A heatmap of a quantile shows what the quantile is calculated from.
  const ranged = useMemo(() => (heatmap ? asked.map((query) => ({ ...query, expression: bucketsExpression(query.expression) })) : asked), [heatmap, asked]);
  const ranges = useRangeRuns(time, ranged, step, !table);
  const instants = useInstantRuns(time, asked, step, table);
  const runs = table ? instants : ranges;
  useKeys([
    { keys: 'e', label: 'Edit the query', run: () => void focusPageSearch() },
    { keys: 'q', label: 'Add a query', run: () => list.add() },
    { keys: 'mod+enter', label: 'Run the queries', run: list.run },
  ]);

  const shared = { time, queries: asked, step, metadata, search, patch };
  return (
    <div className={styles.page}>
      <section className={styles.queries} aria-label="Queries">
        {queries.map((query, i) => (
          <QueryRow
            key={query.letter}
            query={query}
            first={i === 0}
            text={list.textOf(query)}
            run={runs.find(({ letter }) => letter === query.letter)}
            metadata={metadata}
            onText={list.type}
            onRun={list.run}
            onChange={(changes) => list.change(query.letter, changes)}
            onDuplicate={() => list.add({ ...query, expression: list.textOf(query) })}
            onRemove={queries.length > 1 || list.textOf(query) !== '' ? () => list.remove(query.letter) : undefined}
          />
        ))}
        <QueryTools queries={queries} pending={list.pending} onAdd={() => list.add()} onOpen={list.open} onRun={list.run} />
      </section>
      <div ref={ref} className={styles.results}>
        {queries.every(({ expression }) => expression === '') ? (
          <Start onOpen={list.open} />
        ) : (
          <>
            <ResultBar search={search} patch={patch} runs={runs} step={table ? undefined : step} minStep={minStep} />
            {asked.length === 0 && <p className={styles.off}>All queries are left out.</p>}
            {table && <Tables {...shared} runs={instants} />}
            {heatmap && <Heatmaps {...shared} queries={ranged} runs={ranges} />}
            {search.view === undefined && asked.length > 0 && <Graphs {...shared} runs={ranges} />}
          </>
        )}
      </div>
    </div>
  );
}
