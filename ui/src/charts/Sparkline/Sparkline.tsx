import { memo } from 'react';
import { cssColor } from '@/core/colors';
import { sparklinePath } from './sparklinePath';
import styles from './Sparkline.module.css';

const WIDTH = 200;
const HEIGHT = 28;

type Props = {
  values: (number | null)[];
  /** Places of the picture; the values fill them from the right. As many as there are values when not given. */
  slots?: number;
  /** A token, e.g. `--s1`, or `#rrggbb`. */
  color: string;
  /** The value at the upper edge, where several pictures share a scale; the largest value when not given. */
  top?: number;
  height?: number;
};

/** A small picture of recent values, the newest at the right edge. Keeps its place while there is nothing to draw. */
export const Sparkline = memo(function Sparkline({ values, slots = values.length, color, top, height = HEIGHT }: Props) {
  const paths = sparklinePath(values, slots, WIDTH, HEIGHT, top);
  return (
    <svg
      className={styles.sparkline}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ color: cssColor(color), height }}
    >
      {paths && (
        <>
          <path className={styles.area} d={paths.area} />
          <path className={styles.line} d={paths.line} />
        </>
      )}
    </svg>
  );
});
