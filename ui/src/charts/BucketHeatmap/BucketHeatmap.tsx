import { useCallback, useState } from 'react';
import { areaOf, drawTimeAxis, drawValueLabels } from '@/charts/canvas/plotArea';
import { PlotOverlay } from '@/charts/canvas/PlotOverlay';
import { useAreaPointer, type Place } from '@/charts/canvas/useAreaPointer';
import { useCanvas } from '@/charts/canvas/useCanvas';
import { PointMenu } from '@/charts/PointMenu/PointMenu';
import type { PointLink } from '@/charts/TimeSeries/types';
import { formatValue, type Unit } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import { drawBuckets, edgeLabels } from './drawBuckets';
import type { BucketGrid } from './types';
import plot from '@/charts/canvas/Plot.module.css';

type Props = {
  label: string;
  grid: BucketGrid;
  /** The time range drawn, in epoch seconds. */
  start: number;
  end: number;
  /** Of the ends of buckets, and of what is counted. */
  unit: Unit;
  countUnit: Unit;
  zone: Zone;
  height: number;
  /** A drag chose this range. */
  onZoom?: (start: number, end: number) => void;
  /** Where a clicked moment leads. */
  links?: (time: number) => readonly PointLink[];
};

type Cell = { column: number; row: number };

/** The buckets of a histogram over time: the darker, the more, on a logarithmic ramp. Rows are buckets, of equal height whatever they span. */
export function BucketHeatmap({ label, grid, start, end, unit, countUnit, zone, height, onZoom, links }: Props) {
  const [hovered, setHovered] = useState<Cell | null>(null);
  const [pinned, setPinned] = useState<Place | null>(null);
  const rows = grid.rows.length;
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, canvasHeight: number) => {
      const area = areaOf(width, canvasHeight);
      drawValueLabels(context, area, edgeLabels(grid, area.height, unit));
      drawTimeAxis(context, area, { start, end, zone });
      drawBuckets(context, area, grid, start, end);
    },
    [grid, start, end, unit, zone],
  );
  const canvas = useCanvas(paint);
  const timeAt = ({ x }: Place) => start + x * (end - start);
  const cellAt = (place: Place): Cell | null => {
    const column = Math.round((timeAt(place) - grid.times[0]!) / grid.step + 0.5);
    const row = Math.min(rows - 1, Math.floor(place.y * rows));
    return column >= 0 && column < grid.times.length ? { column, row } : null;
  };
  const countOf = ({ column, row }: Cell) => grid.counts[column * rows + row] ?? 0;
  const pointer = useAreaPointer(canvas, {
    onHover: (place) => {
      const cell = place && cellAt(place);
      setHovered(cell && countOf(cell) > 0 ? cell : null);
    },
    onClick: (place) => links && setPinned(place),
    onSelect: onZoom && (({ from, to }) => onZoom(timeAt(from), timeAt(to))),
  });
  const width = canvas.current?.clientWidth ?? 0;
  const at = (cell: Cell): Place => ({ x: (grid.times[cell.column]! - start) / (end - start), y: (cell.row + 1) / rows });
  return (
    <div className={plot.plot} style={{ height }}>
      <canvas ref={canvas} className={plot.canvas} role="img" aria-label={summary(label, grid, unit, countUnit)} {...pointer.handlers} />
      <PlotOverlay
        width={width}
        height={height}
        covered={pointer.covered && { from: { x: pointer.covered.from.x, y: 0 }, to: { x: pointer.covered.to.x, y: 1 } }}
        at={pinned ? null : hovered && at(hovered)}
        tip={
          hovered && (
            <>
              <b>{formatValue(countOf(hovered), countUnit)}</b> {spanOf(grid, hovered.row, unit)}
              <br />
              {formatDateTime(grid.times[hovered.column]!, zone)}
            </>
          )
        }
      />
      {pinned && links && (
        <PointMenu
          time={timeAt(pinned)}
          links={links(timeAt(pinned))}
          x={areaOf(width, height).left + pinned.x * areaOf(width, height).width}
          y={(1 - pinned.y) * height}
          within={width}
          onClose={() => setPinned(null)}
        />
      )}
    </div>
  );
}

/** What a bucket holds, in words. */
function spanOf({ rows }: BucketGrid, row: number, unit: Unit): string {
  const { low, high } = rows[row]!;
  if (!Number.isFinite(high)) return `above ${formatValue(low, unit)}`;
  return Number.isFinite(low) ? `from ${formatValue(low, unit)} to ${formatValue(high, unit)}` : `up to ${formatValue(high, unit)}`;
}

function summary(label: string, grid: BucketGrid, unit: Unit, countUnit: Unit): string {
  if (grid.max === 0) return `${label}: nothing in this time range`;
  const most = grid.counts.indexOf(grid.max);
  const rows = grid.rows.length;
  return `${label}: ${rows} buckets, at most ${formatValue(grid.max, countUnit)} ${spanOf(grid, most % rows, unit)}`;
}
