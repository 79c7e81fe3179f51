import { memo } from 'react';
import { sparklinePath } from './sparklinePath';
import styles from './Sparkline.module.css';

const WIDTH = 200;
const HEIGHT = 28;

type Props = { values: (number | null)[]; slots: number; color: string };

/** A small picture of the last `slots` values, the newest at the right edge. Keeps its place while there is nothing to draw. */
export const Sparkline = memo(function Sparkline({ values, slots, color }: Props) {
  const line = sparklinePath(values, slots, WIDTH, HEIGHT);
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" style={{ color: `var(${color})` }}>
      {line && (
        <>
          <path className={styles.area} d={`${line.path}L${line.right},${HEIGHT}L${line.left},${HEIGHT}Z`} />
          <path className={styles.line} d={line.path} />
        </>
      )}
    </svg>
  );
});
