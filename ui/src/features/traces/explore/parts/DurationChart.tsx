import { useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { IconChartDots, IconGridDots, IconTable } from '@tabler/icons-react';
import { heatGrid } from '@/charts/Heatmap/grid';
import { Heatmap } from '@/charts/Heatmap/Heatmap';
import { HeatmapTable } from '@/charts/Heatmap/HeatmapTable';
import { Scatter } from '@/charts/Scatter/Scatter';
import { ScatterTable } from '@/charts/Scatter/ScatterTable';
import type { Region, ScatterPoint } from '@/charts/Scatter/types';
import { traceLink } from '@/core/links';
import { useServiceTokens } from '@/core/serviceSlots';
import type { Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import type { TracePoints } from '../../api';
import { dotsOf, leftOut, servicesOf } from '../model/points';
import { ChartKey } from './ChartKey';
import styles from './DurationChart.module.css';

const HEIGHT = 190;
const LABEL = 'Durations of traces';
/** Cells of the heatmap: about 10 px wide and high on a laptop. */
const COLUMNS = 96;
const ROWS = 16;

type Props = {
  points: PanelQuery<TracePoints> & { isPlaceholderData: boolean };
  zone: Zone;
  heatmap: boolean;
  /** Whether spans were searched for: then a trace opens with the one that matched. */
  searched: boolean;
  onHeatmap: (heatmap: boolean) => void;
  onRegion: (region: Region) => void;
};

/** How long each trace took over time. A click opens a trace, a rectangle narrows the search to what it covers. */
export function DurationChart({ points, zone, heatmap, searched, onHeatmap, onRegion }: Props) {
  const { data } = points;
  const tokenOf = useServiceTokens();
  const navigate = useNavigate();
  const [asTable, setAsTable] = useState(false);
  const dots = useMemo(() => (data ? dotsOf(data, tokenOf) : []), [data, tokenOf]);
  const services = useMemo(() => (data ? servicesOf(data) : []), [data]);
  const grid = useMemo(() => (data && heatmap ? heatGrid(dots, data.range.start, data.range.end, COLUMNS, ROWS) : undefined), [data, dots, heatmap]);
  const open = ({ id }: ScatterPoint) => void navigate(traceLink(id, searched ? data?.points.span_id[data.points.trace_id.indexOf(id)] : undefined));
  const failed = dots.filter((dot) => dot.failed).length;

  return (
    <section className={styles.chart} aria-label={LABEL} aria-busy={points.isPlaceholderData} data-stale={points.isPlaceholderData || undefined}>
      <div className={styles.head}>
        <h2 className={styles.title}>Duration</h2>
        {data && dots.length > 0 && <ChartKey services={services} failed={failed} heatmap={heatmap} />}
        <span className={styles.note}>{data && leftOut(data)}</span>
        <ControlGroup label="Kind of chart">
          <Control className={styles.kind} active={!heatmap} aria-pressed={!heatmap} title="One dot for each trace" onClick={() => onHeatmap(false)}>
            <IconChartDots size={14} aria-hidden="true" /> Scatter
          </Control>
          <Control className={styles.kind} active={heatmap} aria-pressed={heatmap} title="How often each duration occurred" onClick={() => onHeatmap(true)}>
            <IconGridDots size={14} aria-hidden="true" /> Heatmap
          </Control>
        </ControlGroup>
        <Control quiet active={asTable} aria-pressed={asTable} aria-label={`Show ${LABEL.toLowerCase()} as a table`} title="As a table" onClick={() => setAsTable(!asTable)}>
          <IconTable size={14} aria-hidden="true" />
        </Control>
      </div>
      <div className={styles.body} style={{ minHeight: HEIGHT }}>
        <QueryBody query={points} skeleton={<div className={styles.skeleton}><Skeleton height={HEIGHT - 36} /></div>} notices={({ notices }) => notices}>
          {({ range }) => {
            if (grid) {
              return asTable ? <HeatmapTable label={LABEL} grid={grid} zone={zone} height={HEIGHT} /> : <Heatmap label={LABEL} grid={grid} zone={zone} height={HEIGHT} onSelect={onRegion} />;
            }
            if (asTable) return <ScatterTable label={LABEL} points={dots} zone={zone} height={HEIGHT} onPick={open} />;
            return <Scatter label={LABEL} points={dots} start={range.start} end={range.end} zone={zone} height={HEIGHT} onPick={open} onSelect={onRegion} />;
          }}
        </QueryBody>
      </div>
    </section>
  );
}
