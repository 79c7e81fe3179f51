import { formatDateTime, type Zone } from '@/core/time';
import type { ChartData } from '@/charts/TimeSeries/types';
import { seriesWords } from '@/charts/TimeSeries/words';
import styles from './ChartTable.module.css';

type Props = { label: string; data: ChartData; zone: Zone; height: number };

/** The numbers behind a chart, newest first, for those who cannot read the picture or want to copy it. */
export function ChartTable({ label, data, zone, height }: Props) {
  return (
    <div className={styles.scroll} style={{ height }} tabIndex={0} role="region" aria-label={`${label} as a table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {data.series.map((series) => (
              <th key={series.key} scope="col">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.times.map((time, i) => (
            <tr key={time}>
              <th scope="row">{formatDateTime(time, zone)}</th>
              {data.series.map((series) => (
                <td key={series.key}>{seriesWords(series, series.values[i], data)}</td>
              ))}
            </tr>
          )).toReversed()}
        </tbody>
      </table>
    </div>
  );
}
