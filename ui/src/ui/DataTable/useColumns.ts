import { useMemo } from 'react';
import { useLocalStorage } from '@mantine/hooks';
import type { Column } from './types';

/** Which columns are in view: a person's choice, kept by the browser under the table's name. */
export function useColumns<Row>(table: string, columns: readonly Column<Row>[]) {
  const [chosen, setChosen] = useLocalStorage<Record<string, boolean>>({
    key: `sardonyx.columns.${table}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const isShown = (column: Column<Row>) => column.fixed || (chosen[column.id] ?? !column.optional);
  const shown = useMemo(() => columns.filter(isShown), [columns, chosen]);
  return {
    shown,
    isShown,
    toggle: (column: Column<Row>) => setChosen({ ...chosen, [column.id]: !isShown(column) }),
  };
}
