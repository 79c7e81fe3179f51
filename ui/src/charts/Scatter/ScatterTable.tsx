import { duration, thousands } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import type { ScatterPoint } from './types';
import table from '@/charts/ChartTable/ChartTable.module.css';
import styles from './ScatterTable.module.css';

type Props = { label: string; points: readonly ScatterPoint[]; zone: Zone; height: number; onPick?: (point: ScatterPoint) => void };

const MOST = 200;

/** The dots as rows, slowest first, for those who cannot read the picture. */
export function ScatterTable({ label, points, zone, height, onPick }: Props) {
  const rows = points.toSorted((a, b) => b.ms - a.ms).slice(0, MOST);
  return (
    <div className={table.scroll} style={{ height }} tabIndex={0} role="region" aria-label={`${label} as a table`}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Started</th>
            <th scope="col">Duration</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((point) => (
            <tr key={point.id}>
              <th scope="row">
                {onPick ? (
                  <button type="button" className={styles.open} onClick={() => onPick(point)}>
                    {point.label}
                  </button>
                ) : (
                  point.label
                )}
              </th>
              <td>{formatDateTime(point.seconds, zone)}</td>
              <td>{duration(point.ms)}</td>
              <td>{point.failed ? 'yes' : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {points.length > rows.length && <p className={styles.more}>The {MOST} slowest of {thousands(points.length)}</p>}
    </div>
  );
}
