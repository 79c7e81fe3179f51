import { useMemo } from 'react';
import { BucketHeatmap } from '@/charts/BucketHeatmap/BucketHeatmap';
import type { Metadata } from '@/core/promql/answers';
import { bucketUnit, guessUnit } from '@/core/promql/unit';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import type { QueryRun, RangeAnswer, Time } from '../api';
import { bucketsOf } from '../model/buckets';
import { pointLinks } from '../model/pointLinks';
import type { QueryState } from '../model/queries';
import { GraphSkeleton } from './Graphs';
import type { ResultsProps } from './results';
import styles from './Graphs.module.css';

type Props = ResultsProps & { runs: readonly QueryRun<RangeAnswer>[] };

const HEIGHT = 320;

/** The answers that hold buckets as heatmaps, one for each query. */
export function Heatmaps({ time, queries, metadata, search, runs }: Props) {
  return (
    <div className={styles.graphs} data-stale={runs.some(({ stale }) => stale) || undefined}>
      {runs.map(({ data, error }, i) =>
        error ? null : data ? (
          <QueryHeatmap key={queries[i]!.letter} query={queries[i]!} answer={data} time={time} metadata={metadata} unit={search.unit} />
        ) : (
          <GraphSkeleton key={queries[i]!.letter} />
        ),
      )}
    </div>
  );
}

type OneProps = { query: QueryState; answer: RangeAnswer; time: Time; metadata: Metadata; unit: string | undefined };

function QueryHeatmap({ query, answer, time, metadata, unit }: OneProps) {
  const grid = useMemo(() => bucketsOf(answer.data.result, answer.grid), [answer]);
  const name = `Query ${query.letter.toUpperCase()}`;
  return (
    <Panel title={name} note={grid ? `${grid.rows.length} buckets of ${query.expression}` : 'no buckets'}>
      {grid ? (
        <BucketHeatmap
          label={name}
          grid={grid}
          start={answer.range.start}
          end={answer.range.end}
          unit={unit ?? bucketUnit(query.expression, metadata)}
          countUnit={guessUnit(query.expression, metadata)}
          zone={time.zone}
          height={HEIGHT}
          onZoom={time.show}
          links={(at) => pointLinks(at, undefined)}
        />
      ) : (
        <Empty
          title="This answer has no buckets"
          hint="A heatmap needs series with the label le, as in sum by (le) (rate(…_bucket[5m])), or native histograms."
        />
      )}
    </Panel>
  );
}
