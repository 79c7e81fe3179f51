import { useMemo } from 'react';
import { formatValue, thousands, MISSING } from '@/core/format';
import { levelToken, toLevel } from '@/core/levels';
import { useServiceTokens, type TokenOf } from '@/core/serviceSlots';
import { DataTable, type Column, type Sort } from '@/ui/DataTable/DataTable';
import type { LogTableRow } from '../api';
import { measureKey, measureName, measureUnit, type Measure } from '../model/measures';
import styles from './GroupTable.module.css';

type Order = { by: number; rising: boolean };

type Props = {
  by: readonly string[];
  measures: readonly Measure[];
  rows: readonly LogTableRow[];
  /** Which of the measures the server ordered by, and whether the least comes first. */
  order: Order;
  onOrder: (order: Order) => void;
  onFilter: (field: string, value: string, exclude: boolean) => void;
};

/** One row a group. A click on a value narrows the search to it, one on a measure's head orders by it. */
export function GroupTable({ by, measures, rows, order, onOrder, onFilter }: Props) {
  const tokenOf = useServiceTokens();
  const tops = useMemo(() => measures.map((_, i) => Math.max(0, ...rows.map(({ values }) => values[i] ?? 0))), [measures, rows]);
  const columns = useMemo(
    (): Column<LogTableRow>[] => [
      ...by.map((field, i): Column<LogTableRow> => ({ id: `by-${field}`, header: field, fixed: true, cell: (row) => <Value field={field} value={row.by[i] ?? ''} tokenOf={tokenOf} onFilter={onFilter} /> })),
      ...measures.map((measure, i): Column<LogTableRow> => ({
        id: measureKey(measure), header: measureName(measure), align: 'right', width: '190px', sortBy: ({ values }) => values[i] ?? null,
        cell: ({ values }) => <Figure value={values[i] ?? null} top={tops[i] ?? 0} measure={measure} />,
      })),
    ],
    [by, measures, tops, tokenOf, onFilter],
  );
  const sort: Sort = { id: measureKey(measures[order.by] ?? measures[0]!), descending: !order.rising };
  const choose = ({ id, descending }: Sort) => onOrder({ by: Math.max(0, measures.findIndex((measure) => measureKey(measure) === id)), rising: !descending });
  return <DataTable label="Groups" columns={columns} rows={rows} rowKey={(row) => JSON.stringify(row.by)} sort={sort} onSort={choose} leastWidth={by.length * 160 + measures.length * 150} fill />;
}

type ValueProps = { field: string; value: string; tokenOf: TokenOf; onFilter: Props['onFilter'] };

function Value({ field, value, tokenOf, onFilter }: ValueProps) {
  const dot = field === 'level' ? levelToken(toLevel(value)) : field === 'service' && value !== '' ? tokenOf(value) : undefined;
  return (
    <button type="button" className={styles.value} data-field={field} data-value={value} title={`Only ${field}: ${value || 'none'}`} onClick={() => onFilter(field, value, false)}>
      {dot && <i className={styles.dot} style={{ background: `var(${dot})` }} />}
      {value === '' ? <span className={styles.none}>none</span> : value}
    </button>
  );
}

function Figure({ value, top, measure }: { value: number | null; top: number; measure: Measure }) {
  if (value === null) return MISSING;
  const text = measure.op === 'count' || measure.op === 'unique' ? thousands(value) : formatValue(value, measureUnit(measure));
  return (
    <span className={styles.figure}>
      <i className={styles.bar} style={{ width: `${top > 0 ? Math.max(0, value / top) * 100 : 0}%` }} />
      <span className={styles.number}>{text}</span>
    </span>
  );
}
