import { memo } from 'react';
import type { DaySeconds } from '../api/types';
import { dayBar, type DayBar } from '../model/days';
import styles from './DayBars.module.css';

const WIDTH = 4;
const GAP = 1;
const HEIGHT = 20;
/** A day nobody watched is a stump. */
const STUMP = 4;

/** Days as bars, the newest at the right: one path for each tone, so that a thousand rows cost little. The words stand beside it. */
export const DayBars = memo(function DayBars({ days, height = HEIGHT }: { days: readonly DaySeconds[]; height?: number }) {
  const bars = days.map(dayBar);
  return (
    <svg className={styles.bars} viewBox={`0 0 ${days.length * WIDTH} ${HEIGHT}`} preserveAspectRatio="none" style={{ height }} aria-hidden="true">
      <path className={styles.none} d={pathOf(bars, ({ tone }) => (tone === 'none' ? [HEIGHT - STUMP, STUMP] : undefined))} />
      <path className={styles.ok} d={pathOf(bars, ({ tone, bad }) => (tone === 'none' || bad === 1 ? undefined : [0, HEIGHT * (1 - bad) - (bad > 0 ? 1 : 0)]))} />
      {(['warning', 'error', 'maintenance'] as const).map((each) => (
        <path key={each} className={styles.bad} data-tone={each} d={pathOf(bars, ({ tone, bad }) => (tone === each ? [HEIGHT * (1 - bad), HEIGHT * bad] : undefined))} />
      ))}
    </svg>
  );
});

function pathOf(bars: readonly DayBar[], box: (bar: DayBar) => readonly [number, number] | undefined): string {
  return bars
    .map((bar, i) => {
      const drawn = box(bar);
      return drawn ? `M${i * WIDTH} ${drawn[0]}h${WIDTH - GAP}v${drawn[1]}h${GAP - WIDTH}z` : '';
    })
    .join('');
}
