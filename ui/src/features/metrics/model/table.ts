import { formatValue, thousands, type Unit } from '@/core/format';
import { toNumber, type InstantResult, type Labels, type NativeHistogram } from '@/core/promql/answers';
import { seriesKey } from '@/core/promql/legend';
import type { Column } from '@/ui/DataTable/types';

/** The column of the metric's name. */
export const METRIC = 'metric';

/** A series at one instant. `text` is the value as it is read. */
export type TableRow = { key: string; labels: Labels; value: number | null; text: string };
export type ValueTable = { columns: Column<TableRow>[]; rows: TableRow[]; said: string };

/** The answer of an instant query as a table: a column for each label, the value last. */
export function tableOf(answer: InstantResult, unit: Unit): ValueTable {
  const rows = rowsOf(answer, unit);
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].toSorted((a, b) => Number(b === '__name__') - Number(a === '__name__') || (a < b ? -1 : 1));
  return {
    columns: [
      ...names.map((name): Column<TableRow> => ({ id: name === '__name__' ? METRIC : `label ${name}`, header: name === '__name__' ? 'Metric' : name, cell: ({ labels }) => labels[name] ?? '', sortBy: ({ labels }) => labels[name] })),
      { id: 'value', header: 'Value', cell: ({ text }) => text, sortBy: ({ value }) => value, align: 'right', fixed: true },
    ],
    rows,
    said: answer.resultType === 'scalar' || answer.resultType === 'string' ? `one ${answer.resultType === 'scalar' ? 'number' : 'text'}` : `${thousands(rows.length)} series`,
  };
}

function rowsOf(answer: InstantResult, unit: Unit): TableRow[] {
  switch (answer.resultType) {
    case 'scalar':
      return [row({}, answer.result[1], unit)];
    case 'string':
      return [{ key: 'text', labels: {}, value: null, text: answer.result[1] }];
    case 'vector':
      return answer.result.map(({ metric, value, histogram }) => (histogram ? histogramRow(metric, histogram[1]) : row(metric, value?.[1] ?? 'NaN', unit)));
    case 'matrix':
      return answer.result.map(({ metric, values = [] }) => ({
        ...row(metric, values.at(-1)?.[1] ?? 'NaN', unit),
        text: `${thousands(values.length)} samples, the last ${formatValue(toNumber(values.at(-1)?.[1] ?? 'NaN'), unit)}`,
      }));
  }
}

function row(labels: Labels, text: string, unit: Unit): TableRow {
  const value = toNumber(text);
  // A number that is none is an answer here: 0 / 0 happens.
  return { key: seriesKey(labels), labels, value, text: Number.isNaN(value) ? 'NaN' : formatValue(value, unit) };
}

const histogramRow = (labels: Labels, { count, sum }: NativeHistogram): TableRow => ({
  key: seriesKey(labels), labels, value: toNumber(count), text: `${formatValue(toNumber(count), 'short')} measured, sum ${formatValue(toNumber(sum), 'short')}`,
});
