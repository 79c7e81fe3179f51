import { formatValue, MISSING, thousands } from '@/core/format';
import type { Traffic } from '../api/types';
import styles from './TrafficNote.module.css';

/** What real requests say beside the probe. Where the two disagree, one of them is wrong: that is marked. */
export function TrafficNote({ traffic }: { traffic: Traffic | null }) {
  if (traffic === null) return <span className={styles.none}>{MISSING}</span>;
  const { calls, error_ratio, state } = traffic;
  const told = `${thousands(calls)} calls, ${formatValue(error_ratio, 'ratio')} failed`;
  return disagrees(state) ? (
    <span className={styles.disagrees} data-tone="warning" title={`Real traffic and the probe disagree: ${told}`}>
      {formatValue(error_ratio, 'ratio')} fail
    </span>
  ) : (
    <span className={styles.agrees} title={told}>
      {formatValue(error_ratio, 'ratio')} fail
    </span>
  );
}

export const disagrees = (state: string): boolean => state.startsWith('disagree');
