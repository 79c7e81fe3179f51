import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react';
import { describeChange } from './describeChange';
import styles from './StatTile.module.css';

export type Change = {
  now: number | null | undefined;
  before: number | null | undefined;
  /** Which way is worse: only a change that way, and a large one, is coloured. */
  worse: 'up' | 'down' | 'neither';
  /** What `before` was, e.g. "the hour before". */
  against: string;
};

/** How a number moved against the period before. */
export function ChangeNote(change: Change) {
  const told = describeChange(change);
  if (!told) return <span className={styles.note} title={`nothing to compare with in ${change.against}`} />;
  const Arrow = told.direction === 'up' ? IconArrowUpRight : IconArrowDownRight;
  return (
    <span className={styles.change} data-tone={told.bad ? 'error' : undefined} title={`against ${change.against}`}>
      {told.direction !== 'same' && <Arrow size={13} aria-label={told.direction} />}
      {told.text}
    </span>
  );
}
