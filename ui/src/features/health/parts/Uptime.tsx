import { formatValue } from '@/core/format';
import styles from './Uptime.module.css';

/** From which availability on a number is quiet, doubtful, bad. */
const GOOD = 0.999;
const DOUBTFUL = 0.99;

/** A share of time, coloured only where it is worth a look. */
export const Uptime = ({ ratio, title }: { ratio: number | null | undefined; title?: string }) => (
  <span className={styles.uptime} data-tone={ratio === null || ratio === undefined || ratio >= GOOD ? undefined : ratio >= DOUBTFUL ? 'warning' : 'error'} title={title}>
    {formatValue(ratio, 'ratio')}
  </span>
);
