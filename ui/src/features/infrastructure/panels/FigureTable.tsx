import { useMemo, type ReactNode } from 'react';
import { formatValue, type Unit } from '@/core/format';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import type { Of } from './model/fill';
import { rowsBy } from './model/values';
import { useFigures } from './useFigures';

export type FigureRow = ReturnType<typeof rowsBy>[number];

/** A column that shows one figure of a row; `cell` where a number in its unit does not say it. */
export type FigureColumn = { id: string; header: string; query: string; unit?: Unit; width?: string; align?: 'left' | 'right'; cell?: (row: FigureRow) => ReactNode };

type Props = {
  title: string;
  note?: string;
  of: Of;
  /** The label whose values are the rows, and what the first column is called. */
  by: string;
  header: string;
  columns: readonly FigureColumn[];
  /** The column that is largest first. */
  sort: string;
  empty: string;
  hint: string;
  leastWidth?: number;
};

/** A table of figures by the values of a label, as data: one query for each column. */
export function FigureTable({ title, note, of, by, header, columns, sort, empty, hint, leastWidth = 720 }: Props) {
  const queries = useMemo(() => Object.fromEntries(columns.map(({ id, query }) => [id, query])), [columns]);
  const found = useFigures(queries, of);
  const query = useMemo(
    () => ({ data: found.data && rowsBy(found.data, Object.keys(queries), [by]).filter(({ labels }) => labels[by]), error: found.error, refetch: found.refetch }),
    [found.data, found.error, found.refetch, queries, by],
  );
  const shown = useMemo(
    (): Column<FigureRow>[] => [
      { id: 'name', header, cell: ({ labels }) => <span title={labels[by]}>{labels[by]}</span>, sortBy: ({ labels }) => labels[by], fixed: true },
      ...columns.map(({ id, header: own, unit = 'short', width = '112px', align = 'right', cell }): Column<FigureRow> => ({
        id,
        header: own,
        cell: cell ?? (({ figures }) => formatValue(figures[id], unit)),
        sortBy: ({ figures }) => figures[id],
        align,
        width,
      })),
    ],
    [columns, by, header],
  );
  return (
    <Panel title={title} note={note}>
      <QueryBody query={query} skeleton={<TableSkeleton rows={4} />} isEmpty={(rows) => rows.length === 0} empty={<Empty title={empty} hint={hint} />}>
        {(rows) => <DataTable label={title} columns={shown} rows={rows} rowKey={({ labels }) => labels[by] ?? ''} sort={{ id: sort, descending: true }} leastWidth={leastWidth} />}
      </QueryBody>
    </Panel>
  );
}
