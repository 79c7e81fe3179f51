import { useMemo, useState, type ReactNode } from 'react';
import { IconTable } from '@tabler/icons-react';
import { ChartTable } from '@/charts/ChartTable/ChartTable';
import { Legend } from '@/charts/Legend/Legend';
import { LegendTable } from '@/charts/Legend/LegendTable';
import { figuresOf, LEGEND_CHIPS } from '@/charts/Legend/figures';
import { largestSeries } from '@/charts/TimeSeries/largestSeries';
import { TimeSeries } from '@/charts/TimeSeries/TimeSeries';
import type { ChartData, ChartProps } from '@/charts/TimeSeries/types';
import { useZone } from '@/core/timeZone';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './ChartPanel.module.css';

const HEIGHT = 168;
const LEGEND_HEIGHT = 22;
const NONE: ReadonlySet<string> = new Set();
const NO_NOTICES: readonly string[] = [];

type Props = Pick<ChartProps, 'kind' | 'thresholds' | 'annotations' | 'onZoom' | 'onPick' | 'links'> & {
  title: string;
  /** Says in grey what the title leaves open: `by service`. */
  note?: string;
  /** A useQuery result whose data is the chart. */
  query: PanelQuery<ChartData>;
  /** Of the plot, in px. */
  height?: number;
  /** What the empty panel says: `No spans in this time range`. */
  empty: string;
  hint?: ReactNode;
  /** What the server says is missing from the numbers. */
  notices?: readonly string[];
  /** More controls at the right of the header. */
  actions?: ReactNode;
  /** Without one: a single series that the title names already. */
  legend?: boolean;
  className?: string;
};

/** A chart over time with its legend, readable as a table, in all four states at the same height. */
export function ChartPanel({ title, note, query, height = HEIGHT, empty, hint, notices = NO_NOTICES, actions, legend = true, className, ...chart }: Props) {
  const [hidden, setHidden] = useState(NONE);
  const [focus, setFocus] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const zone = useZone();
  const { data, said } = useMemo<Partial<ReturnType<typeof largestSeries>>>(() => (query.data ? largestSeries(query.data, chart.kind) : {}), [query.data, chart.kind]);
  const rows = useMemo(() => (data ? figuresOf(data, chart.kind) : []), [data, chart.kind]);
  const name = [title, note].filter(Boolean).join(' ');
  const full = height + (legend ? LEGEND_HEIGHT : 0);
  const ways = { rows, hidden, onHide: setHidden, onFocus: setFocus };
  const toggle = (
    <Control quiet active={asTable} aria-pressed={asTable} aria-label={`Show ${name} as a table`} title="As a table" onClick={() => setAsTable(!asTable)}>
      <IconTable size={14} />
    </Control>
  );
  return (
    <Panel title={title} note={[note, said].filter(Boolean).join(' · ')} actions={<>{actions}{toggle}</>} className={className}>
      <div className={styles.body} style={{ minHeight: full + 8 }}>
        <QueryBody
          query={{ ...query, data }}
          skeleton={<div className={styles.skeleton}><Skeleton height={full - 16} /></div>}
          notices={() => notices}
          isEmpty={({ series }) => series.length === 0}
          empty={<Empty title={empty} hint={hint ?? 'Widen the time range, or send some: this chart fills by itself.'} />}
        >
          {(shown) =>
            asTable ? (
              <ChartTable label={name} data={shown} zone={zone} height={full} />
            ) : (
              <>
                <TimeSeries label={name} data={shown} height={height} hidden={hidden} focus={focus} {...chart} />
                {legend && (rows.length > LEGEND_CHIPS ? <LegendTable {...ways} unit={shown.unit} /> : <Legend items={rows} {...ways} />)}
              </>
            )
          }
        </QueryBody>
      </div>
    </Panel>
  );
}
