import type { CSSProperties, MouseEvent } from 'react';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import type { FacetActions } from './Facet';
import styles from './FacetList.module.css';

type Props = FacetActions & { field: string; value: string; count: number; share: number };

/** A value with its count and a bar as long as its share. Clicked again, the filter is taken back by the caller. */
export function FacetValue({ field, value, count, share, onFilter, stateOf, colorOf }: Props) {
  const state = stateOf?.(field, value) ?? null;
  const color = colorOf?.(field, value);
  const shown = value === '' ? '(empty)' : value;
  const choose = (event: MouseEvent) => onFilter(field, value, event.altKey);
  return (
    <div className={styles.value} data-field={field} data-value={value} data-state={state ?? undefined} style={{ '--share': share, '--dot': color && `var(${color})` } as CSSProperties}>
      <button type="button" className={styles.choose} aria-pressed={state === 'in'} title={`${shown} · Alt and click to leave it out`} onClick={choose}>
        {color && <i className={styles.dot} />}
        {state === 'in' && <IconPlus size={11} aria-hidden="true" />}
        <span className={styles.text}>{shown}</span>
        <span className={styles.count}>{thousands(count)}</span>
      </button>
      <button type="button" className={styles.without} aria-pressed={state === 'out'} aria-label={`Without ${field}: ${shown}`} title="Leave it out" onClick={() => onFilter(field, value, true)}>
        <IconMinus size={12} aria-hidden="true" />
      </button>
    </div>
  );
}
