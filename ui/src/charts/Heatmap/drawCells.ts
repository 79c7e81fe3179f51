import type { Area } from '@/charts/canvas/plotArea';
import { resolveToken } from '@/core/colors';
import { mixHex, heatShade } from './ramp';
import type { HeatGrid } from './grid';

/** Cells with something in them; those where something failed carry a stripe in the error colour at their foot. */
export function drawCells(context: CanvasRenderingContext2D, area: Area, grid: HeatGrid): void {
  const ramp = [0, 1, 2, 3, 4].map((step) => resolveToken(`--h${step}`));
  const [width, height] = [area.width / grid.columns, area.height / grid.rows];
  const [gapX, gapY] = [width > 4 ? 1 : 0, height > 4 ? 1 : 0];
  for (let column = 0; column < grid.columns; column += 1) {
    for (let row = 0; row < grid.rows; row += 1) {
      const cell = column * grid.rows + row;
      const count = grid.counts[cell]!;
      if (count === 0) continue;
      const { step, share } = heatShade(count, grid.max);
      const x = area.left + column * width;
      const y = area.top + (grid.rows - 1 - row) * height;
      context.fillStyle = mixHex(ramp[step]!, ramp[step + 1]!, share);
      context.fillRect(x, y, width - gapX, height - gapY);
      if (grid.failed[cell]! > 0) {
        context.fillStyle = resolveToken('--error-fill');
        context.fillRect(x, y + height - gapY - 2, width - gapX, 2);
      }
    }
  }
}
