import { useMemo, useState } from 'react';
import { IconTable } from '@tabler/icons-react';
import { ChartTable } from '@/charts/ChartTable/ChartTable';
import { Legend } from '@/charts/Legend/Legend';
import { TimeSeries } from '@/charts/TimeSeries/TimeSeries';
import type { ChartData, ChartKind } from '@/charts/TimeSeries/types';
import { formatValue } from '@/core/format';
import type { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import styles from './Charts.module.css';

const HEIGHT = 168;
const BODY_HEIGHT = 190;
const NONE: ReadonlySet<string> = new Set();

type Props = {
  title: string;
  note: string;
  query: PanelQuery<ChartData>;
  kind: ChartKind;
  time: ReturnType<typeof useTimeRange>;
  empty: string;
  /** What the server says is missing from the numbers. */
  notices?: readonly string[];
};

const NO_NOTICES: readonly string[] = [];

/** A chart with its legend, in all four states at the same height. */
export function ChartPanel({ title, note, query, kind, time, empty, notices = NO_NOTICES }: Props) {
  const [hidden, setHidden] = useState(NONE);
  const [focus, setFocus] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const { data } = query;
  const legend = useMemo(
    () => (data?.series ?? []).map((series) => ({ ...series, figure: kind === 'lines' ? undefined : formatValue(total(series.values), 'short') })),
    [data, kind],
  );
  const name = `${title} ${note}`;
  const toggle = (
    <Control quiet active={asTable} aria-pressed={asTable} aria-label={`Show ${name} as a table`} title="As a table" onClick={() => setAsTable(!asTable)}>
      <IconTable size={14} />
    </Control>
  );
  return (
    <Panel title={title} note={note} actions={toggle}>
      <div className={styles.body}>
        <QueryBody
          query={query}
          skeleton={<ChartSkeleton />}
          notices={() => notices}
          isEmpty={(chart) => chart.series.length === 0}
          empty={<Empty title={empty} hint="Widen the time range, or send some: this chart fills by itself." />}
        >
          {(chart) =>
            asTable ? (
              <ChartTable label={name} data={chart} zone={time.zone} height={BODY_HEIGHT} />
            ) : (
              <>
                <TimeSeries label={name} data={chart} kind={kind} zone={time.zone} height={HEIGHT} hidden={hidden} focus={focus} onZoom={time.show} />
                <Legend items={legend} hidden={hidden} onHide={setHidden} onFocus={setFocus} />
              </>
            )
          }
        </QueryBody>
      </div>
    </Panel>
  );
}

const total = (values: readonly (number | null)[]) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

function ChartSkeleton() {
  return (
    <div className={styles.skeleton}>
      <Skeleton height={HEIGHT - 32} />
      <Skeleton height={14} width="40%" />
    </div>
  );
}
