import type { ReactNode } from 'react';
import { KeyValueRow } from './KeyValueRow';
import styles from './KeyValues.module.css';

export type KeyValue = {
  key: string;
  value: string;
  /** Shown instead of the bare value, e.g. a link. Copying and filtering still take the value. */
  shown?: ReactNode;
  /** False where the value cannot be searched for. */
  filterable?: boolean;
};

export type KeyValueActions = {
  /** Offers filter in and filter out on every value. */
  onFilter?: (key: string, value: string, exclude: boolean) => void;
  /** Offers to show the field as a column. */
  onColumn?: (key: string) => void;
  /** The fields that are columns already. */
  columns?: readonly string[];
};

type Props = KeyValueActions & { entries: readonly KeyValue[]; label?: string };

/** Fields and their values, with copy and, if asked for, filter in, filter out and "as column" on each of them. */
export function KeyValues({ entries, label = 'Fields', onFilter, onColumn, columns }: Props) {
  return (
    <dl className={styles.list} aria-label={label}>
      {entries.map((entry) => (
        <KeyValueRow key={entry.key} entry={entry} onFilter={onFilter} onColumn={onColumn} columns={columns} />
      ))}
    </dl>
  );
}
