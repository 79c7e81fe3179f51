import { Fragment } from 'react';
import { thousands } from '@/core/format';
import type { Erasure } from './api';
import styles from './Erasures.module.css';

const total = (byTier: Readonly<Record<string, number>>) => Object.values(byTier).reduce((sum, count) => sum + count, 0);

/** Table by table: what was found, and what is gone. */
export function Counts({ erasure }: { erasure: Erasure }) {
  const tables = erasure.tables.filter(({ found }) => total(found) > 0);
  if (tables.length === 0) return null;
  return (
    <div className={styles.counts}>
      <b>Table</b>
      <b>How</b>
      <b>Found</b>
      <b>Erased</b>
      {tables.map(({ name, action, found, erased }) => (
        <Fragment key={name}>
          <span className={styles.name}>{name}</span>
          <span>{action}</span>
          <span>{thousands(total(found))}</span>
          <span>{thousands(total(erased))}</span>
        </Fragment>
      ))}
    </div>
  );
}
