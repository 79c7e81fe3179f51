import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Column, Sort } from './types';
import styles from './DataTable.module.css';

type Props<Row> = { column: Column<Row>; sort: Sort | undefined; onSort: () => void };

/** A column's name; a button where the column can be sorted. */
export function HeaderCell<Row>({ column, sort, onSort }: Props<Row>) {
  const sorted = sort?.id === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined;
  const Arrow = sorted === 'ascending' ? IconArrowUp : IconArrowDown;
  return (
    <th scope="col" data-align={column.align} aria-sort={sorted} style={{ width: column.width }}>
      {column.sortBy ? (
        <button type="button" className={styles.sort} onClick={onSort}>
          {column.header}
          <Arrow size={12} aria-hidden="true" data-on={sorted !== undefined || undefined} />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}
