import { ShareBar } from '@/charts/Bars/ShareBar';
import { formatValue, MISSING, thousands } from '@/core/format';
import { countByLevel, isTrouble, levelToken } from '@/core/levels';
import styles from './LevelBar.module.css';

const QUIET_STRENGTH = 0.5;

/** How many records of each level: the total, a bar of shares worst first, and errors in words. */
export function LevelBar({ logs }: { logs: Record<string, number> }) {
  const counts = countByLevel(logs);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return <span className={styles.none}>{MISSING}</span>;
  const errors = counts.reduce((sum, [level, count]) => sum + (isTrouble(level) ? count : 0), 0);
  const shares = counts.map(([level, count]) => ({
    key: level,
    label: level,
    value: count,
    color: levelToken(level),
    strength: isTrouble(level) || level === 'warn' ? 1 : QUIET_STRENGTH,
  }));
  return (
    <span className={styles.levels}>
      <span className={styles.total}>{formatValue(total, 'short')}</span>
      <ShareBar shares={shares} label={counts.map(([level, count]) => `${level} ${thousands(count)}`).join(' · ')} />
      {errors > 0 && (
        <span className={styles.errors}>
          {formatValue(errors, 'short')} {errors === 1 ? 'error' : 'errors'}
        </span>
      )}
    </span>
  );
}
