import { useCallback, useState } from 'react';
import { areaOf, drawTimeAxis, drawValueLabels } from '@/charts/canvas/plotArea';
import { PlotOverlay } from '@/charts/canvas/PlotOverlay';
import { useAreaPointer, type Place } from '@/charts/canvas/useAreaPointer';
import { useCanvas } from '@/charts/canvas/useCanvas';
import { mixHex } from '@/charts/Heatmap/ramp';
import type { ChartData } from '@/charts/TimeSeries/types';
import { resolveToken } from '@/core/colors';
import { formatValue } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import { byNumber } from '../model/cores';
import plot from '@/charts/canvas/Plot.module.css';

type Props = { chart: ChartData; zone: Zone; height: number; onZoom: (start: number, end: number) => void; /** A moment was clicked. */ onPick: (time: number) => void };

const LABEL_PX = 16;
/** Of the ramp h0–h4: an idle core is the surface, a busy one is dark (light on dark). */
const STEPS = 4;

/** A row for each core, the darker the busier. A drag chooses the time range, a click a moment. */
export function CoreHeat({ chart, zone, height, onZoom, onPick }: Props) {
  const [hovered, setHovered] = useState<Place | null>(null);
  const { start, end, times } = chart;
  const cores = byNumber(chart.series);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, canvasHeight: number) => {
      const area = areaOf(width, canvasHeight);
      const rows = byNumber(chart.series);
      const every = Math.max(1, Math.ceil((rows.length * LABEL_PX) / area.height));
      const ramp = Array.from({ length: STEPS + 1 }, (_, step) => resolveToken(`--h${step}`));
      const rowPx = area.height / rows.length;
      const stepPx = area.width / Math.max(1, times.length - 1);
      drawTimeAxis(context, area, { start, end, zone });
      drawValueLabels(context, area, rows.flatMap(({ label }, row) => (row % every === 0 ? [{ at: 1 - (row + 0.5) / rows.length, label: `core ${label}` }] : [])));
      rows.forEach(({ values }, row) => {
        values.forEach((value, i) => {
          if (value === null || i === 0) return;
          const at = Math.min(1, Math.max(0, value)) * STEPS;
          const step = Math.min(STEPS - 1, Math.floor(at));
          context.fillStyle = mixHex(ramp[step]!, ramp[step + 1]!, at - step);
          const [left, right] = [Math.round(area.left + (i - 1) * stepPx), Math.round(area.left + i * stepPx)];
          context.fillRect(left, area.top + row * rowPx, right - left, rowPx - (rowPx > 4 ? 1 : 0));
        });
      });
    },
    [chart, start, end, times, zone],
  );
  const canvas = useCanvas(paint);
  const pointer = useAreaPointer(canvas, {
    onHover: setHovered,
    onClick: ({ x }) => onPick(start + x * (end - start)),
    onSelect: ({ from, to }) => onZoom(start + from.x * (end - start), start + to.x * (end - start)),
  });
  const core = hovered && cores[Math.min(cores.length - 1, Math.floor((1 - hovered.y) * cores.length))];
  const at = hovered ? Math.min(times.length - 1, Math.ceil(hovered.x * (times.length - 1))) : 0;
  return (
    <div className={plot.plot} style={{ height }}>
      <canvas ref={canvas} className={plot.canvas} role="img" aria-label={summary(chart)} {...pointer.handlers} />
      <PlotOverlay
        width={canvas.current?.clientWidth ?? 0}
        height={height}
        covered={pointer.covered && { from: { x: pointer.covered.from.x, y: 0 }, to: { x: pointer.covered.to.x, y: 1 } }}
        at={hovered}
        tip={
          core && (
            <>
              <b>{formatValue(core.values[at], 'ratio')}</b> of core {core.label}
              <br />
              {formatDateTime(times[at]!, zone)}
            </>
          )
        }
      />
    </div>
  );
}

function summary({ series }: ChartData): string {
  const last = series.map(({ label, values }) => ({ label, value: values.findLast((value) => value !== null) ?? 0 }));
  const most = last.toSorted((a, b) => b.value - a.value)[0]!;
  return `${series.length} cores over time; now core ${most.label} is the busiest, ${formatValue(most.value, 'ratio')}`;
}
