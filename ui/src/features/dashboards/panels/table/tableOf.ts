import type { Panel, Values } from '../../model/dashboard';
import type { Series } from '../../model/frames';
import { valuesFor } from '../reduce/overrides';

/** A cell: a label, a number, or a time in epoch seconds. Undefined where the row has none. */
export type Cell = string | number | null | undefined;

/** `name` is what it is called before anything renames it; `title` what stands above it. */
export type TableColumn = { name: string; title: string; kind: 'time' | 'label' | 'value'; values: Values };
export type Table = { columns: TableColumn[]; rows: Cell[][] };

const TIME = 'Time';
const NAME = '__name__';
const MOST_ROWS = 10_000;

/**
 * The answers of a panel as a table. Of instants: a row for each set of labels with the value of each query that has it. Over time:
 * a row for each instant, with a column for each series, or with the labels where the query asks for a table.
 */
export function tableOf({ queries, values, overrides, options }: Panel, series: readonly Series[]): Table {
  const long = series.some(({ times }) => times.length > 1) && queries.some(({ ref, form }) => form === 'table' && series.some((each) => each.ref === ref));
  const wide = !long && series.some(({ times }) => times.length > 1);
  const found = wide ? wideTable(series) : labelTable(series, queries.length > 1 || new Set(series.map(({ ref }) => ref)).size > 1, options.merge_values && !long);
  const columns = found.columns.map((column): TableColumn => {
    const merged = valuesFor({ ...column, renamed: ownName(column.name, options) }, values, overrides);
    return { name: column.name, kind: column.kind, values: merged, title: titleOf(column, merged, values, options) };
  });
  return arranged({ columns, rows: found.rows.slice(0, options.row_limit ?? MOST_ROWS) }, options);
}

type Raw = { columns: { name: string; ref: string; kind: TableColumn['kind'] }[]; rows: Cell[][] };

/** What a table calls a column instead of its name. */
const ownName = (name: string, { renamed_columns: renamed }: Panel['options']): string | undefined => (Object.hasOwn(renamed, name) ? renamed[name] || undefined : undefined);

function titleOf({ name, kind }: Raw['columns'][number], merged: Values, panel: Values, options: Panel['options']): string {
  const own = ownName(name, options);
  if (own !== undefined) return own;
  // The name of the whole panel is none of a column of labels.
  return kind === 'value' || merged.name !== panel.name ? merged.name || name : name;
}

/** A column for each series, a row for each instant, the newest first. */
function wideTable(series: readonly Series[]): Raw {
  const times = [...new Set(series.flatMap((each) => each.times))].toSorted((a, b) => b - a);
  const places = series.map((each) => new Map(each.times.map((time, i) => [time, each.values[i]])));
  return {
    columns: [{ name: TIME, ref: '', kind: 'time' }, ...series.map(({ name, ref }) => ({ name, ref, kind: 'value' as const }))],
    rows: times.map((time) => [time, ...places.map((place) => place.get(time))]),
  };
}

type Row = { time: number | undefined; labels: Record<string, string>; values: Map<string, number | null> };

function labelTable(series: readonly Series[], several: boolean, merge: boolean): Raw {
  const refs = [...new Set(series.map(({ ref }) => ref))];
  const rows = merge ? mergedRows(series) : series.flatMap(samplesOf);
  const names = labelNames(series, several);
  return {
    columns: [
      { name: TIME, ref: '', kind: 'time' },
      ...names.map((name) => ({ name, ref: '', kind: 'label' as const })),
      ...refs.map((ref) => ({ name: several ? `Value #${ref}` : 'Value', ref, kind: 'value' as const })),
    ],
    rows: rows.map(({ time, labels, values }) => [time, ...names.map((name) => labels[name]), ...refs.map((ref) => values.get(ref))]),
  };
}

/** Of several queries the names of metrics say nothing: each has a column. */
const labelNames = (series: readonly Series[], several: boolean): string[] => {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].toSorted();
  return names.filter((name) => name !== NAME || (!several && new Set(series.map(({ labels }) => labels[NAME])).size > 1));
};

const samplesOf = ({ ref, labels, times, values }: Series): Row[] => times.map((time, i) => ({ time, labels, values: new Map([[ref, values[i] ?? null]]) })).toReversed();

/** Rows of the same labels are one. What lacks a label that others have belongs to all rows it agrees with. */
function mergedRows(series: readonly Series[]): Row[] {
  const width = ({ labels }: Series) => tellingNames(labels).length;
  const rows = new Map<string, Row>();
  const places = new Map<Series, string>();
  series.forEach((each) => places.set(each, keyOf(each.labels, tellingNames(each.labels))));
  const indexes = new Map<string, Map<string, Row[]>>();
  let now = Number.POSITIVE_INFINITY;
  // Those with more labels first: what has fewer looks among rows that are all there.
  for (const each of series.toSorted((a, b) => width(b) - width(a))) {
    if (width(each) < now) indexes.clear();
    now = width(each);
    const value = each.values.at(-1) ?? null;
    const names = tellingNames(each.labels);
    const known = rows.get(places.get(each)!);
    const agreeing = known ? [known] : names.length > 0 ? (indexOf(indexes, rows, names).get(keyOf(each.labels, names)) ?? []) : [];
    const belongs = agreeing.filter((row) => !row.values.has(each.ref));
    if (belongs.length > 0) for (const row of belongs) row.values.set(each.ref, value);
    else {
      const row = { time: each.times.at(-1), labels: each.labels, values: new Map([[each.ref, value]]) };
      rows.set(known ? `${places.get(each)} ${rows.size}` : places.get(each)!, row);
    }
  }
  // In the order of the first query.
  const order = new Map([...places.values()].map((key, i) => [key, i]));
  return [...rows].toSorted(([a], [b]) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size)).map(([, row]) => row);
}

/** The rows by what they have under these labels. */
function indexOf(indexes: Map<string, Map<string, Row[]>>, rows: ReadonlyMap<string, Row>, names: readonly string[]): Map<string, Row[]> {
  const id = names.toSorted().join('\0');
  const known = indexes.get(id);
  if (known) return known;
  const index = new Map<string, Row[]>();
  for (const row of rows.values()) {
    const key = keyOf(row.labels, names);
    index.set(key, [...(index.get(key) ?? []), row]);
  }
  indexes.set(id, index);
  return index;
}

/** The labels that tell rows apart. */
const tellingNames = (labels: Record<string, string>): string[] => Object.keys(labels).filter((name) => name !== NAME);
const keyOf = (labels: Record<string, string>, names: readonly string[]): string => JSON.stringify(names.toSorted().map((name) => [name, labels[name] ?? null]));

/** The columns in their order and without those that are hidden; those nobody speaks of keep their place at the end. */
function arranged({ columns, rows }: Table, { columns: order, hidden_columns: hidden }: Panel['options']): Table {
  const place = ({ name, title }: TableColumn) => {
    const at = Math.max(order.indexOf(name), order.indexOf(title));
    return at < 0 ? order.length : at;
  };
  const kept = columns
    .map((column, i) => ({ column, i }))
    .filter(({ column: { name, title, values } }) => !values.hidden && !hidden.includes(name) && !hidden.includes(title))
    .toSorted((a, b) => place(a.column) - place(b.column));
  return { columns: kept.map(({ column }) => column), rows: rows.map((row) => kept.map(({ i }) => row[i])) };
}
