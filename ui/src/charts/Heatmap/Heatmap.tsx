import { useCallback, useState } from 'react';
import { areaOf, drawAxes } from '@/charts/canvas/plotArea';
import { PlotOverlay } from '@/charts/canvas/PlotOverlay';
import { useAreaPointer, type Place } from '@/charts/canvas/useAreaPointer';
import { useCanvas } from '@/charts/canvas/useCanvas';
import type { Region } from '@/charts/Scatter/types';
import { duration, thousands } from '@/core/format';
import { formatTime, type Zone } from '@/core/time';
import { drawCells } from './drawCells';
import { cellRegion, type HeatGrid } from './grid';
import plot from '@/charts/canvas/Plot.module.css';

type Props = {
  label: string;
  grid: HeatGrid;
  zone: Zone;
  height: number;
  /** A cell was clicked or a rectangle drawn. */
  onSelect?: (region: Region) => void;
};

type Cell = { column: number; row: number };

/** How often each duration occurred over time: the darker, the more, on a logarithmic ramp. */
export function Heatmap({ label, grid, zone, height, onSelect }: Props) {
  const [hovered, setHovered] = useState<Cell | null>(null);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, canvasHeight: number) => {
      const area = areaOf(width, canvasHeight);
      drawAxes(context, area, { start: grid.start, end: grid.end, zone }, grid.scale);
      drawCells(context, area, grid);
    },
    [grid, zone],
  );
  const canvas = useCanvas(paint);
  const cellAt = ({ x, y }: Place): Cell => ({
    column: Math.min(grid.columns - 1, Math.floor(x * grid.columns)),
    row: Math.min(grid.rows - 1, Math.floor(y * grid.rows)),
  });
  const countAt = ({ column, row }: Cell) => grid.counts[column * grid.rows + row] ?? 0;
  const region = (from: Cell, to: Cell): Region => {
    const [low, high] = [cellRegion(grid, from.column, from.row), cellRegion(grid, to.column, to.row)];
    return { start: low.start, end: high.end, lowMs: low.lowMs, highMs: high.highMs };
  };
  const pointer = useAreaPointer(canvas, {
    onHover: (place) => {
      const cell = place && cellAt(place);
      setHovered(cell && countAt(cell) > 0 ? cell : null);
    },
    onClick: (place) => {
      const cell = cellAt(place);
      if (countAt(cell) > 0) onSelect?.(region(cell, cell));
    },
    onSelect: onSelect && (({ from, to }) => onSelect(region(cellAt(from), cellAt(to)))),
  });

  return (
    <div className={plot.plot} style={{ height }}>
      <canvas ref={canvas} className={plot.canvas} role="img" aria-label={summary(label, grid)} {...pointer.handlers} />
      <PlotOverlay
        width={canvas.current?.clientWidth ?? 0}
        height={height}
        covered={pointer.covered}
        at={hovered && { x: (hovered.column + 0.5) / grid.columns, y: (hovered.row + 1) / grid.rows }}
        tip={hovered && <CellTip grid={grid} cell={hovered} zone={zone} />}
      />
    </div>
  );
}

function CellTip({ grid, cell, zone }: { grid: HeatGrid; cell: Cell; zone: Zone }) {
  const at = cell.column * grid.rows + cell.row;
  const { start, end, lowMs, highMs } = cellRegion(grid, cell.column, cell.row);
  const failed = grid.failed[at] ?? 0;
  return (
    <>
      <b>{thousands(grid.counts[at] ?? 0)}</b> between {duration(lowMs)} and {duration(highMs)}
      {failed > 0 && `, ${thousands(failed)} failed`}
      <br />
      {formatTime(start, zone)} – {formatTime(end, zone)}
    </>
  );
}

function summary(label: string, grid: HeatGrid): string {
  const total = grid.counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return `${label}: nothing in this time range`;
  const at = grid.counts.indexOf(grid.max);
  const { lowMs, highMs } = cellRegion(grid, Math.floor(at / grid.rows), at % grid.rows);
  return `${label}: ${thousands(total)}, most often between ${duration(lowMs)} and ${duration(highMs)}`;
}
