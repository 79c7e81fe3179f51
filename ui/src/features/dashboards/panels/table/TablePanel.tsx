import { useMemo, useState } from 'react';
import { useZone } from '@/core/timeZone';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { FilterField } from '@/ui/FilterField/FilterField';
import type { BodyProps } from '../parts/props';
import { endsOf } from '../reduce/thresholds';
import { TableCell } from './TableCell';
import { tableOf, type Cell, type TableColumn } from './tableOf';
import { cellText } from './cellText';
import styles from './TablePanel.module.css';

/** Shorter tables are read whole. */
const FILTER_FROM_ROWS = 16;
const FILTER_PX = 34;

/** So many rows are drawn as one scrolls: their columns can't be as wide as what is in them. */
const FIXED_FROM_ROWS = 100;
const WIDTHS = { time: 158, label: 132, value: 124 };

type Row = { key: string; cells: readonly Cell[] };

/** The labels and values of queries as a table that sorts by every column; a long one is filtered by any of its words. */
export function TablePanel({ panel, data, label, height }: BodyProps) {
  const zone = useZone();
  const [words, setWords] = useState('');
  const table = useMemo(() => tableOf(panel, data.series), [panel, data.series]);
  const columns = useMemo(() => table.columns.map((column, at) => columnOf(column, at, table.rows)), [table]);
  const rows = useMemo(() => {
    const all = table.rows.map((cells, i): Row => ({ key: String(i), cells }));
    const wanted = words.trim().toLowerCase();
    return wanted === '' ? all : all.filter(({ cells }) => cells.some((cell, at) => cellText(cell, table.columns[at]!, zone).text.toLowerCase().includes(wanted)));
  }, [table, words, zone]);
  const { sort_by: by, sort_descending: descending } = panel.options;
  const sorted = table.columns.findIndex(({ name, title }) => by !== '' && (title === by || name === by));
  const filtered = table.rows.length >= FILTER_FROM_ROWS;
  return (
    <div className={styles.panel} style={{ height }}>
      {filtered && (
        <div className={styles.filter} style={{ height: FILTER_PX }}>
          <FilterField label={`Filter ${label}`} value={words} onChange={(typed) => setWords(typed ?? '')} placeholder={`Filter ${table.rows.length} rows`} secondary />
        </div>
      )}
      <DataTable
        key={`${sorted} ${descending}`}
        fill
        label={label}
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
        leastWidth={table.rows.length < FIXED_FROM_ROWS ? undefined : table.columns.reduce((sum, { kind, values }) => sum + (values.width ?? WIDTHS[kind]), 0)}
        sort={sorted < 0 ? undefined : { id: String(sorted), descending }}
        empty={<p className={styles.none}>No row holds “{words}”</p>}
      />
    </div>
  );
}

function columnOf(column: TableColumn, at: number, rows: readonly (readonly Cell[])[]): Column<Row> {
  const ends = endsOf(column.values, column.kind === 'value' ? rows.map((row) => (typeof row[at] === 'number' ? row[at] : null)) : []);
  return {
    id: String(at),
    header: column.title,
    align: column.kind === 'value' ? 'right' : 'left',
    width: column.values.width !== null ? `${column.values.width}px` : column.kind === 'time' ? `${WIDTHS.time}px` : undefined,
    cell: ({ cells }) => <TableCell cell={cells[at]} column={column} ends={ends} />,
    sortBy: ({ cells }) => cells[at],
  };
}
