import { formatValue, MISSING, thousands } from '@/core/format';
import { LEVELS, isTrouble, toLevel, type Level } from '@/core/levels';
import styles from './LevelBar.module.css';

/** How many records of each level: the total, a bar of shares worst first, and errors in words. */
export function LevelBar({ logs }: { logs: Record<string, number> }) {
  const counts = countByLevel(logs);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return <span className={styles.none}>{MISSING}</span>;
  const errors = counts.reduce((sum, [level, count]) => sum + (isTrouble(level) ? count : 0), 0);
  return (
    <span className={styles.levels} title={counts.map(([level, count]) => `${level} ${thousands(count)}`).join(' · ')}>
      <span className={styles.total}>{formatValue(total, 'short')}</span>
      <span className={styles.bar} aria-hidden="true">
        {counts.map(([level, count]) => (
          <i key={level} className={styles.part} data-tone={level} style={{ flexGrow: count }} />
        ))}
      </span>
      {errors > 0 && (
        <span className={styles.errors}>
          {formatValue(errors, 'short')} {errors === 1 ? 'error' : 'errors'}
        </span>
      )}
    </span>
  );
}

/** Worst level first; spellings of the same level added up. */
function countByLevel(logs: Record<string, number>): [Level, number][] {
  const sums = new Map<Level, number>();
  for (const [name, count] of Object.entries(logs)) sums.set(toLevel(name), (sums.get(toLevel(name)) ?? 0) + count);
  return LEVELS.toReversed().flatMap((level) => (sums.get(level) ? [[level, sums.get(level)!] as [Level, number]] : []));
}
