import { duration, thousands } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import { cellRegion, type HeatGrid } from './grid';
import table from '@/charts/ChartTable/ChartTable.module.css';

type Props = { label: string; grid: HeatGrid; zone: Zone; height: number };

/** The cells with something in them as rows, newest first. */
export function HeatmapTable({ label, grid, zone, height }: Props) {
  const rows = Array.from(grid.counts, (count, cell) => ({ cell, count, region: cellRegion(grid, Math.floor(cell / grid.rows), cell % grid.rows) }))
    .filter(({ count }) => count > 0)
    .toReversed();
  return (
    <div className={table.scroll} style={{ height }} tabIndex={0} role="region" aria-label={`${label} as a table`}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Durations</th>
            <th scope="col">Count</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ cell, count, region }) => (
            <tr key={cell}>
              <th scope="row">{formatDateTime(region.start, zone)}</th>
              <td>
                {duration(region.lowMs)} – {duration(region.highMs)}
              </td>
              <td>{thousands(count)}</td>
              <td>{thousands(grid.failed[cell] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
