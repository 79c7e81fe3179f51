import { useMemo } from 'react';
import { figuresOf } from '@/charts/Legend/figures';
import { Legend, type LegendItem } from '@/charts/Legend/Legend';
import { LegendTable } from '@/charts/Legend/LegendTable';
import type { ChartData } from '@/charts/TimeSeries/types';
import { formatValue } from '@/core/format';
import type { Panel } from '../../model/dashboard';
import type { Field } from '../reduce/fields';
import type { LegendRoom } from '../timeseries/legendRoom';
import styles from './ChartLegend.module.css';

type Props = {
  chart: ChartData;
  fields: readonly Field[];
  legend: Panel['options']['legend'];
  room: LegendRoom;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  onFocus: (key: string | null) => void;
};

/** The names of a chart with the figures a panel asks for, as a list or a table, in the room it has. */
export function ChartLegend({ chart, fields, legend: { form, calculations }, room, hidden, onHide, onFocus }: Props) {
  const rows = useMemo(() => figuresOf(turnedBack(chart, fields), 'lines', calculations), [chart, fields, calculations]);
  const items = useMemo(
    () =>
      rows.map(({ key, label, color, figures, unit, decimals }): LegendItem => ({
        key,
        label,
        color,
        figure: calculations.map((name) => `${name} ${formatValue(figures[name], name === 'count' ? 'short' : (unit ?? chart.unit), decimals)}`).join(' · ') || undefined,
      })),
    [rows, calculations, chart.unit],
  );
  const ways = { hidden, onHide, onFocus };
  const size = room.place === 'right' ? { width: room.size } : { height: room.size };
  return (
    <div className={styles.legend} data-place={room.place} style={size}>
      {form === 'table' ? (
        <LegendTable key={calculations.join()} {...ways} rows={rows} unit={chart.unit} figures={calculations} maxHeight={room.place === 'right' ? undefined : room.size} />
      ) : (
        <Legend {...ways} items={items} />
      )}
    </div>
  );
}

/** What hangs from zero is drawn below it, but its figures are what was measured. */
function turnedBack(chart: ChartData, fields: readonly Field[]): ChartData {
  const hanging = new Set(fields.filter(({ values }) => values.negative).map(({ key }) => key));
  if (hanging.size === 0) return chart;
  return { ...chart, series: chart.series.map((series) => (hanging.has(series.key) ? { ...series, values: series.values.map((value) => (value === null ? null : -value)) } : series)) };
}
