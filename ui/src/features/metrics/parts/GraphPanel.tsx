import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { IconTable } from '@tabler/icons-react';
import { ChartTable } from '@/charts/ChartTable/ChartTable';
import { figuresOf } from '@/charts/Legend/figures';
import { LegendTable } from '@/charts/Legend/LegendTable';
import { TimeSeries } from '@/charts/TimeSeries/TimeSeries';
import type { Annotation, ChartDot, ChartKind, ChartPoint, Threshold, ValueAxis } from '@/charts/TimeSeries/types';
import { thousands } from '@/core/format';
import { traceLink } from '@/core/links';
import type { Metadata } from '@/core/promql/answers';
import { spellSeries } from '@/core/promql/legend';
import { bucketUnit } from '@/core/promql/unit';
import { useSameItems } from '@/core/useSameItems';
import { Control } from '@/ui/Control/Control';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { useSeriesCount, type Time } from '../api';
import { dotsOf, type TracedExemplar } from '../model/exemplars';
import { MOST_SERIES, type Graph } from '../model/graphs';
import { graphCsv } from '../model/csv';
import { pointLinks } from '../model/pointLinks';
import { DownloadButton } from './DownloadButton';
import { ExemplarMenu } from './ExemplarMenu';
import type { QueryState } from '../model/queries';
import styles from './GraphPanel.module.css';

type Props = {
  graph: Graph;
  time: Time;
  queries: readonly QueryState[];
  kind: ChartKind;
  axis: ValueAxis | undefined;
  height: number;
  metadata: Metadata;
  annotations: readonly Annotation[];
  thresholds: readonly Threshold[];
  exemplars: ReadonlyMap<string, readonly TracedExemplar[]>;
  all: boolean;
  step: number | undefined;
  hidden: ReadonlySet<string>;
  /** These series of the graph are switched off from now on; `keys` are all it has. */
  onHide: (keys: readonly string[], off: ReadonlySet<string>) => void;
  onAll: () => void;
};

const LEGEND_PX = 280;

/** One graph with its legend as a table. */
export function GraphPanel(props: Props) {
  const { graph, time, queries, kind, axis, height, metadata, annotations, thresholds, exemplars, all, step, hidden, onHide, onAll } = props;
  const { data, origins, letters, total } = graph;
  const navigate = useNavigate();
  const [focus, setFocus] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const rows = useMemo(() => figuresOf(data, kind).map((row) => ({ ...row, title: spellSeries(origins.get(row.key)?.labels ?? {}) })), [data, kind, origins]);
  const shown = useSameItems(queries.filter(({ letter }) => letters.includes(letter)));
  const traced = useMemo(
    () => shown.flatMap(({ letter, expression }) => (exemplars.get(letter) ?? []).map((exemplar) => ({ ...exemplar, unit: bucketUnit(expression, metadata) }))),
    [shown, exemplars, metadata],
  );
  const dots = useMemo(() => dotsOf(traced, data.unit), [traced, data.unit]);
  const links = useCallback((point: ChartPoint) => pointLinks(point.time, origins.get(point.series ?? '')), [origins]);
  const openTrace = useCallback((dot: ChartDot) => void navigate(traceLink(dot.key, traced.find(({ traceId }) => traceId === dot.key)?.spanId)), [navigate, traced]);
  const title = letters.length === 1 ? `Query ${letters[0]!.toUpperCase()}` : `Queries ${letters.map((letter) => letter.toUpperCase()).join(', ')}`;
  return (
    <Panel
      title={title}
      note={unitWord(data.unit)}
      actions={
        <>
          <ExemplarMenu exemplars={traced} zone={time.zone} />
          <DownloadButton label={`Download the numbers of ${title}`} name={title} text={() => graphCsv(data)} />
          <Control quiet active={asTable} aria-pressed={asTable} aria-label={`Show ${title} as a table`} title="The numbers of the graph" onClick={() => setAsTable(!asTable)}>
            <IconTable size={14} />
          </Control>
        </>
      }
    >
      <Cut graph={graph} only={shown.length === 1 ? shown[0] : undefined} time={time} step={step} all={all} onAll={onAll} />
      {graph.histograms > 0 && <Notice tone="info" text={`${graph.histograms === 1 ? 'A native histogram has no line' : `${thousands(graph.histograms)} native histograms have no lines`}: see the heatmap`} />}
      {total > 0 &&
        (asTable ? (
          <ChartTable label={title} data={data} zone={time.zone} height={height} />
        ) : (
          <>
            <TimeSeries
              label={title}
              data={data}
              kind={kind}
              height={height}
              axis={axis}
              hidden={hidden}
              focus={focus}
              thresholds={thresholds}
              annotations={annotations}
              dots={dots}
              onZoom={time.show}
              links={links}
              onDot={openTrace}
            />
            <div className={styles.legend}>
              <LegendTable rows={rows} unit={data.unit} hidden={hidden} onHide={(off) => onHide(data.series.map(({ key }) => key), off)} onFocus={setFocus} maxHeight={LEGEND_PX} />
            </div>
          </>
        ))}
    </Panel>
  );
}

type CutProps = { graph: Graph; only: QueryState | undefined; time: Time; step: number | undefined; all: boolean; onAll: () => void };

/** What of too many series is drawn, with figures and the way to the others. How many the server left out is asked of a query that is alone. */
function Cut({ graph, only, time, step, all, onAll }: CutProps) {
  const truncated = only !== undefined && graph.total >= MOST_SERIES;
  const count = useSeriesCount(time, only?.expression ?? '', step ?? 60, truncated);
  const drawn = graph.data.series.length;
  const total = Math.max(graph.total, count.data ?? 0);
  if (drawn >= total) return null;
  // Of those that were never sent nobody knows how large they are.
  const which = truncated ? thousands(drawn) : `The ${thousands(drawn)} largest`;
  const text = `${which} of ${thousands(total)} series are drawn: narrow the query, or take the largest with topk(10, …)`;
  return all || graph.total <= drawn ? <Notice tone="info" text={text} /> : <Notice tone="info" text={text} action={`Draw ${thousands(Math.min(graph.total, MOST_SERIES))}`} onAction={onAll} />;
}

const WORDS: Record<string, string> = { short: '', s: 'duration', ms: 'duration', bytes: 'bytes', 'bytes/s': 'bytes per second', '/s': 'per second', ratio: 'share', '%': 'percent' };
const unitWord = (unit: string): string => WORDS[unit] ?? unit;
