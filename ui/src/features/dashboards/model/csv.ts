import type { PanelData, Series } from './frames';

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells: readonly string[]): string => cells.map(cell).join(',');
const told = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** What a panel shows as comma separated values: one column for each series over time, one row for each series of an instant; else the records. */
export function panelCsv({ series, logs, traces }: PanelData): string {
  if (logs) return [line(['time', 'level', 'service', 'body']), ...logs.map((row) => line([row.timestamp, row.level, row.service, row.body]))].join('\n');
  if (traces) return records(traces);
  return series.every(({ times }) => times.length <= 1) ? instants(series) : overTime(series);
}

function overTime(series: readonly Series[]): string {
  const times = [...new Set(series.flatMap((each) => each.times))].toSorted((a, b) => a - b);
  const columns = series.map((each) => new Map(each.times.map((time, i) => [time, each.values[i]])));
  return [line(['time', ...series.map(({ name }) => name)]), ...times.map((time) => line([new Date(time * 1000).toISOString(), ...columns.map((column) => told(column.get(time)))]))].join('\n');
}

function instants(series: readonly Series[]): string {
  const labels = [...new Set(series.flatMap((each) => Object.keys(each.labels)))].toSorted();
  return [line(['name', ...labels, 'value']), ...series.map((each) => line([each.name, ...labels.map((label) => each.labels[label] ?? ''), told(each.values[0])]))].join('\n');
}

function records(rows: readonly object[]): string {
  const keys = Object.keys(rows[0] ?? {});
  return [line(keys), ...rows.map((row) => line(Object.values(row).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))))].join('\n');
}
