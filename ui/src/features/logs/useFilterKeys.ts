import { useKeys } from '@/core/keys';

/** Values under the mouse or the focus say which they are: `data-field` and `data-value` on a facet's or a field's row. */
function pointed(): { field: string; value: string } | undefined {
  const row = [...document.querySelectorAll<HTMLElement>('[data-field]')].find((each) => each.matches(':hover, :focus-within'));
  return row && { field: row.dataset.field ?? '', value: row.dataset.value ?? '' };
}

/** `f` asks for the value under the mouse or the focus, `Shift F` leaves it out. */
export function useFilterKeys(onFilter: (field: string, value: string, exclude: boolean) => void): void {
  const run = (exclude: boolean) => () => {
    const at = pointed();
    if (at) onFilter(at.field, at.value, exclude);
  };
  useKeys([
    { keys: 'f', label: 'Only the value pointed at', run: run(false) },
    { keys: 'shift+f', label: 'Without the value pointed at', run: run(true) },
  ]);
}
