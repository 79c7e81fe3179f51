import { Checkbox, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { Column } from './types';
import styles from './DataTable.module.css';

type Props<Row> = { columns: readonly Column<Row>[]; isShown: (column: Column<Row>) => boolean; onToggle: (column: Column<Row>) => void };

/** Which columns a table shows. */
export function ColumnChooser<Row>({ columns, isShown, onToggle }: Props<Row>) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Control quiet aria-label="Choose columns">
          <IconColumns3 size={14} aria-hidden="true" />
        </Control>
      </Popover.Target>
      <Popover.Dropdown className={styles.chooser}>
        {columns.map((column) => (
          <Checkbox key={column.id} size="xs" label={column.header} checked={isShown(column)} disabled={column.fixed} onChange={() => onToggle(column)} />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
