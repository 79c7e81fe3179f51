import { useMemo } from 'react';
import { templateParts } from '../model/template';
import styles from './Patterns.module.css';

/** A template with the places marked where something different stands in each message. */
export function Template({ template, sample }: { template: string; sample: string }) {
  const parts = useMemo(() => templateParts(template), [template]);
  return (
    <span className={styles.template} title={sample}>
      {parts.map(({ text, variable }, i) => (variable ? <span key={i} className={styles.variable}>{text.slice(1, -1)}</span> : text))}
    </span>
  );
}
