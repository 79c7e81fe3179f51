import type { ChartData } from '@/charts/TimeSeries/types';
import type { TableRow } from './table';

/** What spreadsheets would take for a formula, or for the end of a cell. */
const cell = (text: string): string => {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const line = (cells: readonly string[]): string => cells.map(cell).join(',');

/** A graph's numbers: a line for each instant in ISO time, a column for each series. */
export function graphCsv({ times, series }: ChartData): string {
  const head = line(['time', ...series.map(({ label }) => label)]);
  return [head, ...times.map((time, i) => line([new Date(time * 1000).toISOString(), ...series.map(({ values }) => String(values[i] ?? ''))]))].join('\r\n');
}

/** A table's rows: a column for each label and the value, unrounded. */
export function tableCsv(rows: readonly TableRow[]): string {
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))];
  return [line([...names, 'value']), ...rows.map(({ labels, value, text }) => line([...names.map((name) => labels[name] ?? ''), value === null ? text : String(value)]))].join('\r\n');
}
