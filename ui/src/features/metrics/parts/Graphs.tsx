import { useMemo } from 'react';
import { useChanges } from '@/api/services';
import { useServiceTokens } from '@/core/serviceSlots';
import { useSameItems } from '@/core/useSameItems';
import { annotationsOf } from '@/ui/ChangesFeed/kinds';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useExemplars, type QueryRun, type RangeAnswer } from '../api';
import { graphsOf } from '../model/graphs';
import { readHidden, writeHidden } from '../model/hidden';
import { KINDS, limitsOf, thresholdsOf } from '../search';
import { GraphPanel } from './GraphPanel';
import { NothingMatches } from './NothingMatches';
import type { ResultsProps } from './results';
import styles from './Graphs.module.css';

const ALONE_PX = 320;
const TOGETHER_PX = 220;

/** The answers as graphs: one for each unit, on one time axis with what changed meanwhile. */
export function Graphs({ time, queries, step, metadata, search, patch, runs }: ResultsProps & { runs: readonly QueryRun<RangeAnswer>[] }) {
  const tokenOf = useServiceTokens();
  const changes = useChanges(time);
  const annotations = useMemo(() => annotationsOf(changes.data?.changes ?? []), [changes.data]);
  const exemplars = useExemplars(time, queries, step, search.exemplars !== 'off');
  const limits = useMemo(() => thresholdsOf(limitsOf(search.limits)), [search.limits]);

  const answered = useSameItems(runs.map(({ data, error }) => (error ? undefined : data)));
  const graphs = useMemo(() => {
    const answers = answered.flatMap((answer, i) => (answer && queries[i] ? [{ query: queries[i], series: answer.data.result }] : []));
    const newest = answered.findLast((answer) => answer !== undefined);
    return newest && graphsOf(answers, { grid: newest.grid, range: newest.range, metadata, unit: search.unit, apart: search.graphs === 'each', all: search.all === '1', tokenOf });
  }, [answered, queries, metadata, search.unit, search.graphs, search.all, tokenOf]);
  const allKeys = useMemo(() => graphs?.flatMap(({ data }) => data.series.map(({ key }) => key)) ?? [], [graphs]);
  const hidden = useMemo(() => readHidden(search.hide, allKeys), [search.hide, allKeys]);
  if (!graphs) return runs.every(({ error }) => error) ? <p className={styles.unread}>Nothing to draw: see what the query says above.</p> : <GraphSkeleton />;
  const drawn = graphs.filter(({ total, histograms }) => total > 0 || histograms > 0);
  if (drawn.length === 0) return <NothingMatches time={time} />;
  const hide = (keys: readonly string[], off: ReadonlySet<string>) => {
    const others = [...hidden].filter((key) => !keys.includes(key));
    patch({ hide: writeHidden(new Set([...others, ...off]), allKeys) }, true);
  };
  return (
    <div className={styles.graphs} data-stale={runs.some(({ stale }) => stale) || undefined}>
      {drawn.map((graph) => (
        <GraphPanel
          key={graph.key}
          graph={graph}
          time={time}
          queries={queries}
          kind={KINDS[search.kind ?? 'lines']}
          axis={search.axis}
          height={drawn.length === 1 ? ALONE_PX : TOGETHER_PX}
          metadata={metadata}
          annotations={annotations}
          thresholds={limits}
          exemplars={exemplars}
          all={search.all === '1'}
          step={step}
          hidden={hidden}
          onHide={hide}
          onAll={() => patch({ all: '1' }, true)}
        />
      ))}
    </div>
  );
}

/** As high as one graph with a few names below. */
export function GraphSkeleton() {
  return (
    <div className={styles.skeleton}>
      <Skeleton height={ALONE_PX + 24} />
    </div>
  );
}

